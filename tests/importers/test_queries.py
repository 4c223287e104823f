from __future__ import annotations

import json

import pytest

from importers.crossref_queries import BadQuery, Query
from importers.errors import BadAnswer, Blocked, CursorLost, Refused, TemporarilyUnavailable
from tests.importers.conftest import envelope, work

ROR, ORCID = "049tv2d57", "0000-0002-1825-0097"


# ---- what can be asked


def test_a_query_is_kept_in_its_normal_form():
    query = Query(
        affiliation="  Southern   University ",
        ror=f"https://ror.org/{ROR}",
        orcid=f"https://orcid.org/{ORCID}",
        from_date=" 2023-02",
        until_date="2023",
        types=["journal-article"],
    )
    assert query == Query(
        affiliation="Southern University",
        ror=ROR,
        orcid=ORCID,
        from_date="2023-02",
        until_date="2023",
        types=("journal-article",),
    )


@pytest.mark.parametrize(
    ("field", "given"),
    [
        *(("affiliation", {}), ("affiliation", {"affiliation": " "}), ("affiliation", {"ror": ""})),
        *(("affiliation", {"affiliation": "x" * 201}), ("affiliation", {"affiliation": "a\x00b"})),
        *(("ror", {"ror": "049tv2d58"}), ("orcid", {"orcid": "0000-0002-1825-0098"})),
        ("from_date", {"ror": ROR, "from_date": "yesterday"}),
        ("until_date", {"ror": ROR, "until_date": "2023-13"}),
        ("until_date", {"ror": ROR, "from_date": "2023-03", "until_date": "2023-02"}),
        ("types", {"ror": ROR, "types": ("journal-article,type:book",)}),
        ("types", {"ror": ROR, "types": ("",)}),
    ],
)
def test_what_cannot_be_asked_names_its_field(field, given):
    with pytest.raises(BadQuery) as caught:
        Query(**given)
    assert caught.value.field == field


# ---- pages, against a service that is always here


def listed(items, cursor="next", total=3):
    message = {"items": items, "next-cursor": cursor, "total-results": total}
    return envelope("work-list", message)


def test_all_conditions_are_asked_for_at_once(loopback, source):
    address = (
        f"/works?filter=orcid:{ORCID},ror-id:https://ror.org/{ROR},from-pub-date:2021,"
        "until-pub-date:2023-02,type:dataset,type:book&rows=200&cursor=*"
        "&query.affiliation=Southern+University"
    )
    loopback.put(address, listed([]))
    query = Query(
        affiliation="Southern University",
        ror=ROR,
        orcid=ORCID,
        from_date="2021",
        until_date="2023-02",
        types=("dataset", "book"),
    )
    assert list(source(loopback.url).pages(query)) == []
    assert loopback.asked == [address]


def test_the_pages_follow_each_other_to_an_empty_one(loopback, source):
    works = [work(f"10.5555/{n}") for n in range(3)]
    start = f"/works?filter=orcid:{ORCID}&rows=2&cursor="
    loopback.put(f"{start}*", listed(works[:2], cursor="a/b+c=="))
    loopback.put(f"{start}a/b%2Bc%3D%3D", listed(works[2:], cursor="d"))
    loopback.put(f"{start}d", listed([], cursor="d"))
    pages = list(source(loopback.url).pages(Query(orcid=ORCID), rows=2))
    assert [message for page in pages for message in page.messages] == works
    assert [(page.cursor, page.total) for page in pages] == [("a/b+c==", 3), ("d", 3)]
    assert len(loopback.asked) == 3
    rest = list(source(loopback.url).pages(Query(orcid=ORCID), pages[0].cursor, rows=2))
    assert rest == pages[1:]


def test_a_page_that_is_too_large_is_asked_for_by_halves(loopback, source):
    big = [work("10.5555/a", abstract="x" * 5000), work("10.5555/b")]
    start = f"/works?filter=orcid:{ORCID}"
    loopback.put(f"{start}&rows=2&cursor=*", listed(big))
    loopback.put(f"{start}&rows=1&cursor=*", listed(big[1:], cursor="a"))
    loopback.put(f"{start}&rows=2&cursor=a", listed([], cursor="a"))
    asked = source(loopback.url, max_bytes=4000)
    pages = list(asked.pages(Query(orcid=ORCID), rows=2))
    assert [message["DOI"] for page in pages for message in page.messages] == ["10.5555/b"]


@pytest.mark.parametrize("status", [400, 404])
def test_a_cursor_that_crossref_has_forgotten_is_told(loopback, source, status):
    loopback.put(
        f"/works?filter=orcid:{ORCID}&rows=200&cursor=old", b"Resource not found.", status=status
    )
    with pytest.raises(CursorLost):
        next(source(loopback.url).pages(Query(orcid=ORCID), "old"))
    with pytest.raises(Refused):
        next(source(loopback.url).pages(Query(orcid=ORCID)))


@pytest.mark.parametrize(
    "message",
    [
        *(None, [], {}, {"items": {}}, {"items": [], "next-cursor": 7, "total-results": 1}),
        {"items": [{"DOI": "10.5555/a"}]},
    ],
)
def test_a_list_of_another_shape_is_not_taken(loopback, source, message):
    loopback.put(f"/works?filter=orcid:{ORCID}&rows=200&cursor=*", envelope("work-list", message))
    with pytest.raises(BadAnswer):
        next(source(loopback.url).pages(Query(orcid=ORCID)))


def test_a_list_without_an_end_is_left(loopback, source):
    start = f"/works?filter=orcid:{ORCID}&rows=2&cursor="
    for cursor in "*a":
        loopback.put(start + cursor, listed([work("10.5555/a"), work("10.5555/b")], cursor="a"))
    with pytest.raises(BadAnswer):
        list(source(loopback.url).pages(Query(orcid=ORCID), rows=2))
    assert len(loopback.asked) == 3


def test_a_block_is_final(loopback, source):
    loopback.put(f"/works?filter=orcid:{ORCID}&rows=200&cursor=*", b"", status=403)
    with pytest.raises(Blocked):
        list(source(loopback.url).pages(Query(orcid=ORCID)))
    assert len(loopback.asked) == 1


# ---- the real works, and every fault


def _found(works, test):
    return sorted(message["DOI"].lower() for message in works if test(message))


def _dois(pages):
    return sorted(message["DOI"].lower() for page in pages for message in page.messages)


def test_all_works_with_an_affiliation_come_in_page_by_page(crossref_api, source, works):
    pages = list(source(crossref_api.url).pages(Query(affiliation="Beijing"), rows=10))
    found = _dois(pages)
    assert len(found) == len(set(found)) == pages[0].total
    with_word = [m for m in works if "beijing" in json.dumps(m.get("author", [])).lower()]
    assert set(found) <= {message["DOI"].lower() for message in with_word}
    assert len(pages) > 1
    assert {len(page.messages) for page in pages[:-1]} == {10}


def test_the_works_of_an_orcid_id_in_some_years_come_in(crossref_api, source, works):
    orcids = [a["ORCID"][-19:] for m in works for a in m.get("author", []) if "ORCID" in a]
    most = max(sorted(set(orcids)), key=orcids.count)
    everything = _dois(source(crossref_api.url).pages(Query(orcid=most)))
    assert everything == _found(works, lambda m: most in json.dumps(m.get("author", [])))
    years = sorted(m["issued"]["date-parts"][0][0] for m in works if m["DOI"].lower() in everything)
    query = Query(orcid=most, from_date=str(years[0]), until_date=str(years[0]))
    assert 0 < len(_dois(source(crossref_api.url).pages(query))) <= len(everything)


def test_faults_on_the_way_lose_and_double_nothing(crossref_api, source):
    query = Query(affiliation="Beijing", from_date="2000", types=("journal-article",))
    calm = _dois(source(crossref_api.url).pages(query, rows=5))
    crossref_api.reset()
    faults = {"error": 0.1, "html": 0.05, "truncate": 0.05, "cut_json": 0.05, "reset": 0.05}
    crossref_api.faults(**{f"{name}_ratio": share for name, share in faults.items()}, seed=3)
    crossref_api.faults(retry_after="0")
    assert _dois(source(crossref_api.url).pages(query, rows=5)) == calm
    assert sum(crossref_api.stats()["injected"].values()) > 0
    assert crossref_api.stats()["no_mailto"] == 0
    assert len(calm) > 10


def test_where_the_service_fails_the_pages_before_are_not_lost(crossref_api, source):
    asked = source(crossref_api.url)
    query = Query(affiliation="Beijing")
    whole = list(asked.pages(query, rows=10))
    pages = asked.pages(query, rows=10)
    first = next(pages)
    crossref_api.faults(script=["503"] * 6, retry_after="0")
    with pytest.raises(TemporarilyUnavailable):
        next(pages)
    assert [first, *source(crossref_api.url).pages(query, first.cursor, rows=10)] == whole
