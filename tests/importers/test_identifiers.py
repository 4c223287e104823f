from __future__ import annotations

import gzip
import json
from urllib.parse import quote

import pytest

from importers.identifiers import (
    InvalidIdentifier,
    Reason,
    asked_doi,
    find_dois,
    normalise_arxiv,
    normalise_doi,
    normalise_isbn,
    normalise_issn,
    normalise_orcid,
    normalise_ror,
    registered_doi,
)

SICI = "10.1002/(sici)1097-0061(199711)13:14<1305::aid-yea176>3.0.co;2-#"


@pytest.mark.parametrize(
    "text",
    [
        SICI,
        SICI.upper(),
        f"doi:{SICI}",
        f"DOI: {SICI}",
        f"doi：{SICI}",
        f"https://doi.org/{SICI}",
        f"http://dx.doi.org/{SICI}",
        f"HTTPS://DOI.ORG/{SICI}",
        f"www.doi.org/{SICI}",
        f"doi.org/{SICI}",
        f"info:doi/{SICI}",
        f"urn:doi:{SICI}",
        f"https://doi.org/doi:{SICI}",
        f"https://doi.org/{quote(SICI, safe='')}",
        f"https://doi.org/{quote(SICI)}",
        quote(SICI, safe=""),
        quote(SICI),
        f"  {SICI}\n",
        f"\u200b{SICI}\ufeff",
        f"“{SICI}”",
        f"<https://doi.org/{SICI}>",
    ],
)
def test_every_way_to_write_a_doi_gives_the_one_form(text):
    assert normalise_doi(text) == SICI
    assert normalise_doi(normalise_doi(text)) == SICI


@pytest.mark.parametrize(
    "text",
    [
        "10.1234/a.",
        "10.1234/a)",
        "10.1234/a/",
        "10.1234/a?b=c",
        "10.1234/a#b",
        "10.1234/../members",
    ],
)
def test_nothing_is_taken_off_that_could_belong_to_the_doi(text):
    assert normalise_doi(text) == text
    assert normalise_doi(f"https://doi.org/{text}") == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Reason.EMPTY),
        (" \n", Reason.EMPTY),
        ("../members", Reason.MALFORMED),
        ("10.12/a", Reason.MALFORMED),
        ("10.1234", Reason.MALFORMED),
        ("10.1234/", Reason.MALFORMED),
        ("https://example.org/10.1234/a", Reason.MALFORMED),
        ("https://evil.example/?u=https://doi.org/10.1234/a", Reason.MALFORMED),
        ("１０.1234/a", Reason.MALFORMED),
        ("10.1234/a b", Reason.BLANK_INSIDE),
        ("10.1234/a 10.1234/b", Reason.BLANK_INSIDE),
        ("10.1234/a\u200bb", Reason.INVISIBLE_CHARACTER),
        ("10.1234/a\x00b", Reason.INVISIBLE_CHARACTER),
        ("10.1234/a%00b", Reason.INVISIBLE_CHARACTER),
        ("10.1234/a%253Cb", Reason.ENCODED_TWICE),
        ("10.1234/%ff", Reason.BROKEN_ENCODING),
        ("10.1234/\ud800%25", Reason.BROKEN_ENCODING),
        ("10.1234/" + "a" * 3000, Reason.TOO_LONG),
    ],
)
def test_what_is_no_doi_is_refused_with_the_reason(text, reason):
    with pytest.raises(InvalidIdentifier) as caught:
        normalise_doi(text)
    assert (caught.value.scheme, caught.value.value, caught.value.reason) == ("doi", text, reason)


def test_a_registered_doi_keeps_its_percent_sign():
    assert registered_doi("https://doi.org/10.1234/A%3C") == "10.1234/a%3c"
    assert asked_doi("10.1234/a%3c") == "10.1234/a%3c"
    assert asked_doi("https://doi.org/10.1234/a%3C") == "10.1234/a<"


def test_only_ascii_capitals_are_lowered():
    assert normalise_doi("10.1234/ÄB") == "10.1234/Äb"


def test_dois_are_found_in_running_text_once_each_and_in_order():
    text = (
        f'See https://doi.org/10.5555/One, (doi:10.5555/two); "10.5555/three". And {SICI}, '
        "[10.5555/four(5)], 参见10.5555/five。又见（10.5555/six）, 10.5555/ONE again, 110.5555/no, "
        "<a href='https://doi.org/10.5555%2Fseven'>"
    )
    assert find_dois(text) == [
        *("10.5555/one", "10.5555/two", "10.5555/three", SICI.removesuffix("#") + "#"),
        *("10.5555/four(5)", "10.5555/five", "10.5555/six", "10.5555/seven"),
    ]


def test_a_text_without_a_doi_has_none():
    assert find_dois("10.5555 and 10.12/x and 3.10.2023/4") == []


@pytest.mark.parametrize(
    "text",
    [
        "0000-0002-1825-0097",
        "0000000218250097",
        "https://orcid.org/0000-0002-1825-0097",
        "http://www.orcid.org/0000-0002-1825-0097/",
        "ORCID: 0000-0002-1825-0097",
        "0000–0002–1825–0097",
    ],
)
def test_every_way_to_write_an_orcid_gives_the_one_form(text):
    assert normalise_orcid(text) == "0000-0002-1825-0097"


def test_an_orcid_may_end_in_x():
    assert normalise_orcid("0000-0002-1694-233x") == "0000-0002-1694-233X"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("0000-0002-1825-0098", Reason.CHECK_DIGIT),
        ("0000-0002-1825-009", Reason.MALFORMED),
        ("0000-0002-1825-00X7", Reason.MALFORMED),
        ("٠000-0002-1825-0097", Reason.MALFORMED),
        ("https://example.org/0000-0002-1825-0097", Reason.MALFORMED),
        ("", Reason.EMPTY),
    ],
)
def test_a_wrong_orcid_is_refused(text, reason):
    with pytest.raises(InvalidIdentifier) as caught:
        normalise_orcid(text)
    assert caught.value.reason == reason


def test_a_ror_id_is_checked_by_its_last_digits():
    assert normalise_ror("https://ror.org/049TV2D57") == normalise_ror("049tv2d57") == "049tv2d57"
    for wrong in ("049tv2d58", "049tv2d5", "149tv2d57", "04ltv2d57"):
        with pytest.raises(InvalidIdentifier):
            normalise_ror(wrong)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("arXiv:2301.01234v2", "2301.01234"),
        ("2301.01234 [quant-ph]", "2301.01234"),
        ("https://arxiv.org/abs/quant-ph/9508027", "quant-ph/9508027"),
        ("https://arxiv.org/pdf/2301.01234v1.pdf", "2301.01234"),
        ("10.48550/arXiv.2301.01234", "2301.01234"),
        ("math.GT/0309136", "math/0309136"),
    ],
)
def test_an_arxiv_identifier_names_the_e_print_not_its_version(text, normal):
    assert normalise_arxiv(text) == normal


def test_issn_and_isbn_are_checked():
    assert normalise_issn("ISSN 2049363-0") == "2049-3630"
    assert normalise_issn("http://id.example/issn/2049-3630") == "2049-3630"
    assert normalise_isbn("0-19-852663-6") == normalise_isbn("978-0-19-852663-6") == "9780198526636"
    for normalise, wrong in ((normalise_issn, "2049-3631"), (normalise_isbn, "0-19-852663-7")):
        with pytest.raises(InvalidIdentifier) as caught:
            normalise(wrong)
        assert caught.value.reason == Reason.CHECK_DIGIT


def test_no_real_doi_changes_however_it_is_written(works):
    for record in works:
        doi = record["DOI"]
        assert normalise_doi(doi.upper()) == normalise_doi(f"https://doi.org/{quote(doi)}") == doi
        assert find_dois(f"See https://doi.org/{doi}. And so on") == [doi]


def test_every_real_ror_id_passes_its_check(shared):
    with gzip.open(shared / "data/ror/ror-china.jsonl.gz", "rt") as lines:
        identifiers = [json.loads(line)["id"] for line in lines]
    assert len(identifiers) > 1000
    assert all(normalise_ror(one) == one.removeprefix("https://ror.org/") for one in identifiers)
