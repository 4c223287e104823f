"""Names as bibliographies write them: "Family, Given", whole in characters, or of a group."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from importers.messages import Remarks
from importers.records import ContributorRecord
from importers.titles import plain

MOST_NAMES = 5_000
LONGEST_NAME = 500
_CHARACTERS = (
    "\u3005-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"  # East Asian
)
EAST_ASIAN = re.compile(f"[{_CHARACTERS}]+")
_IN_CHARACTERS = re.compile(rf"[{_CHARACTERS}\s\u00b7\u2022\u30fb\uff65]+")
_BETWEEN_NAMES = re.compile(r"\s*[;\uff1b]\s*")
_BETWEEN_CHARACTERS = re.compile(r"\s*[;\uff1b,\uff0c\u3001]\s*")
_GROUP_WORD = re.compile(
    r"\b(?:academy|administration|agency|alliance|association|bureau|center|centre"
    r"|collaborations?|college|commission|committee|company|consortium|council|corporation"
    r"|department|foundation|group|inc|institutes?|institution|laborator(?:y|ies)|ltd|ministry"
    r"|network|office|organi[sz]ation|programme|project|society|team|union|universit\w+)\b",
    re.IGNORECASE,
)
_GROUP_END = re.compile(
    "(?:大学|学院|学校|研究院|研究所|研究中心|中心|公司|集团|委员会|协会|学会|出版社|编辑部|课题组"
    "|编写组|编译组|小组|协作组|合作组|团队|联盟|实验室|图书馆|博物馆|档案馆|基金会|办公室|办公厅|总局"
    "|管理局)$|(?<=..)..[部厅署站组会局委]$"
)
_LONGEST_CHINESE_NAME = 5
_FAMILY_AND_GIVEN = re.compile(
    r"\s*(?:.|欧阳|司马|上官|诸葛|司徒|夏侯|皇甫|尉迟|公孙|慕容|长孙|宇文|令狐|东方|南宫|端木|轩辕)"
    r"\s*[,，]\s*[^,，;；、\s]{1,2}\s*"
)
_PARTICLES = frozenset(("de", "del", "della", "der", "di", "da", "du", "la", "le", "van", "von"))


def printed(given: str | None, family: str | None, suffix: str | None) -> str:
    """The name as it stands over a paper: 高阁, 이영주, but Lei Wang and John Smith Jr."""
    if given and family and EAST_ASIAN.fullmatch(given) and EAST_ASIAN.fullmatch(family):
        return family + given
    name = " ".join(part for part in (given, family) if part)
    return f"{name} {suffix}" if name and suffix else name


def person(given: str | None, family: str | None, suffix: str | None = None) -> ContributorRecord:
    """A person by the parts of the name; the position is given by `numbered`."""
    return ContributorRecord(
        position=0,
        printed=printed(given, family, suffix),
        given=given or None,
        family=family or None,
        suffix=suffix or None,
    )


def group(name: str) -> ContributorRecord:
    """A group by its whole name."""
    return ContributorRecord(position=0, printed=name, group_name=name, is_group=True)


def whole(name: str) -> ContributorRecord:
    """A name that is not to be taken apart: a person in characters, anything else a group."""
    if _IN_CHARACTERS.fullmatch(name) and not _is_group(name):
        return in_characters(name)
    return group(name)


def in_characters(name: str) -> ContributorRecord:
    """A person's name in characters: whole, except where a blank says what is the family name."""
    family, blank, given = name.partition(" ")
    if blank and EAST_ASIAN.fullmatch(family) and EAST_ASIAN.fullmatch(given):
        return person(given, family)
    return ContributorRecord(position=0, printed=name)


def written(name: str) -> ContributorRecord:
    """A name as one text: "Family, Given", "Family, Given, Jr", characters, "Given Family"."""
    name = plain(name[:LONGEST_NAME])
    family, comma, rest = (part.strip() for part in name.replace("，", ",").partition(","))
    if comma and not rest:
        return whole(family)
    if comma:
        given, _, suffix = (part.strip() for part in rest.partition(","))
        return person(given, family, suffix)
    if _IN_CHARACTERS.fullmatch(name) or _is_group(name):
        return whole(name)
    return _in_order(name.split())


def _in_order(words: list[str]) -> ContributorRecord:
    """Given names first; particles belong to the family name."""
    at = len(words) - 1
    while at > 1 and words[at - 1].lower() in _PARTICLES:
        at -= 1
    return person(" ".join(words[:at]), " ".join(words[at:]))


def _is_group(name: str) -> bool:
    if _IN_CHARACTERS.fullmatch(name):
        bare = name.replace(" ", "")
        is_foreign = re.search("[\u00b7\u2022\u30fb\uff65]", bare)
        too_long = len(bare) > _LONGEST_CHINESE_NAME and not is_foreign
        return bool(too_long or (len(bare) > 2 and _GROUP_END.search(bare)))  # noqa: PLR2004
    return bool(_GROUP_WORD.search(name))


def taken_apart(text: str) -> list[str]:
    """Several names that someone wrote into one field, as names; one name as it is."""
    is_chinese = not re.search("[A-Za-z]", text) and EAST_ASIAN.search(text)
    is_one = _FAMILY_AND_GIVEN.fullmatch(text)
    between = _BETWEEN_CHARACTERS if is_chinese and not is_one else _BETWEEN_NAMES
    return [name for name in between.split(text) if name.strip()]


def numbered(
    people: Iterable[ContributorRecord], role: str, remarks: Remarks
) -> tuple[ContributorRecord, ...]:
    """The byline in its order; remarks on who has no name and who stands in it twice."""
    byline: list[ContributorRecord] = []
    seen: set[str] = set()
    for position, one in enumerate(people, start=1):
        if position > MOST_NAMES:
            remarks.add(f"{role}[{position}]", one.printed, "too_many")
            break
        key = one.printed.casefold()
        if not key or key in seen:
            remarks.add(f"{role}[{position}]", one.printed, "repeated" if key else "nameless")
        seen.add(key)
        byline.append(replace(one, position=position))
    return tuple(byline)
