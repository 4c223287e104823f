"""What each kind of evidence counts: natural logarithms of odds.

They were set by

    python -m benchmarks.institute institute.jsonl --seed 1
    registry claims evaluate institute.jsonl --fit

`bias` are the odds before any evidence. Those marked *by rule* are not fitted, and those marked
*kept* were seen too seldom to be (domain.md 3.4 says which way they point).
"""

WEIGHTS: dict[str, float] = {
    "bias": -1.56,
    "orcid_authenticated": 3.81,  # 905 pairs
    "orcid": 3.79,  # 598 pairs
    "other_orcid": -2.13,  # 862 pairs
    "orcid_other_name": -8.0,  # by rule
    "email": 1.92,  # 352 pairs
    "identifier_refused": -8.0,  # by rule
    "name_characters": 0.73,  # 524 pairs
    "name_full": 0.37,  # 14069 pairs
    "name_partial": -0.87,  # 824 pairs
    "name_derived": 0.31,  # 458 pairs
    "name_initials": 0.28,  # 1790 pairs
    "name_initial": -0.82,  # 8421 pairs
    "name_rare": 0.59,  # 5520 pairs
    "name_common": -0.77,  # 2453 pairs
    "name_shared": -0.68,  # 3496 pairs
    "name_shared_widely": -1.79,  # 7834 pairs
    "spelling_known": 0.0,  # 12416 pairs
    "unit_of_post": 4.79,  # 6247 pairs
    "unit_other": -3.07,  # 2337 pairs
    "affiliation_ours": 2.18,  # 489 pairs
    "affiliation_ours_other_time": -3.13,  # 1065 pairs
    "affiliation_known": 4.74,  # 1302 pairs
    "affiliation_similar": 1.5,  # kept
    "affiliation_elsewhere": -3.93,  # 6798 pairs
    "affiliation_new": -1.43,  # 5186 pairs
    "grant": 4.14,  # 3366 pairs
    "coauthor_confirmed": 0.17,  # 398 pairs
    "coauthor_known": 3.3,  # 2653 pairs
    "coauthors_known": 3.79,  # 1947 pairs
    "coauthors_initials": 1.09,  # 533 pairs
    "coauthors_none": -0.64,  # 16765 pairs
    "coauthors_refused": -1.5,  # kept
    "field_same": 3.42,  # 2481 pairs
    "field_near": 3.03,  # 3893 pairs
    "field_other": -0.11,  # 16802 pairs
    "venue_known": 2.05,  # 2753 pairs
    "year_near": 0.0,  # 19074 pairs
    "year_far": -0.45,  # 2473 pairs
    "year_before": -3.0,  # kept
    "rejected": -30.0,  # by rule
    "rival_better": -3.12,  # 6874 pairs
    "rival_close": -0.93,  # 3133 pairs
}
