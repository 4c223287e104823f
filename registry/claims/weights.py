"""What each kind of evidence counts: natural logarithms of odds.

They were set by

    python -m benchmarks.institute institute.jsonl --seed 1
    registry claims evaluate institute.jsonl --fit

`bias` are the odds before any evidence. Those marked *by rule* are not fitted, and those marked
*kept* were seen too seldom to be (domain.md 3.4 says which way they point).
"""

WEIGHTS: dict[str, float] = {
    "bias": -1.59,
    "orcid_authenticated": 3.81,  # 905 pairs
    "orcid": 3.79,  # 598 pairs
    "other_orcid": -2.14,  # 871 pairs
    "orcid_other_name": -8.0,  # by rule
    "email": 1.92,  # 352 pairs
    "identifier_refused": -8.0,  # by rule
    "name_characters": 0.75,  # 524 pairs
    "name_full": 0.39,  # 13,935 pairs
    "name_partial": -1.01,  # 1,047 pairs
    "name_derived": 0.33,  # 453 pairs
    "name_initials": 0.31,  # 1,790 pairs
    "name_initial": -0.78,  # 8,422 pairs
    "name_rare": 0.59,  # 5,542 pairs
    "name_common": -0.75,  # 2,348 pairs
    "name_shared": -0.69,  # 3,567 pairs
    "name_shared_widely": -1.83,  # 7,794 pairs
    "spelling_known": 0.00,  # 12,378 pairs
    "unit_of_post": 4.78,  # 6,225 pairs
    "unit_other": -3.07,  # 2,341 pairs
    "affiliation_ours": 2.19,  # 489 pairs
    "affiliation_ours_other_time": -3.13,  # 1,079 pairs
    "affiliation_known": 4.75,  # 1,296 pairs
    "affiliation_similar": 1.5,  # kept
    "affiliation_elsewhere": -3.93,  # 6,843 pairs
    "affiliation_new": -1.43,  # 5,214 pairs
    "grant": 4.14,  # 3,352 pairs
    "coauthor_confirmed": 0.18,  # 398 pairs
    "coauthor_known": 3.31,  # 2,643 pairs
    "coauthors_known": 3.79,  # 1,941 pairs
    "coauthors_initials": 1.09,  # 538 pairs
    "coauthors_none": -0.64,  # 16,813 pairs
    "coauthors_refused": -1.5,  # kept
    "field_same": 3.43,  # 2,473 pairs
    "field_near": 3.04,  # 3,878 pairs
    "field_other": -0.10,  # 16,852 pairs
    "venue_known": 2.04,  # 2,747 pairs
    "year_near": 0.00,  # 19,115 pairs
    "year_far": -0.44,  # 2,476 pairs
    "year_before": -3.0,  # kept
    "rejected": -30.0,  # by rule
    "rival_better": -3.12,  # 6,933 pairs
    "rival_close": -0.92,  # 3,131 pairs
}
