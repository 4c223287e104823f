"""The sample institute as `institute.toml` tells it; its years end with the last full one."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from registry.core import clock

FILE = Path(__file__).with_name("institute.toml")


@dataclass(frozen=True, kw_only=True)
class SampleUnit:
    """A unit with its two names."""

    code: str
    kind: str
    en: str
    zh: str
    parent: str | None = None


@dataclass(frozen=True, kw_only=True)
class Person:
    """An invented member; `since` is the year of a post that began before the sample year."""

    key: str
    latin: list[str]
    unit: str
    position: str
    hanzi: list[str] | None = None
    since: int | None = None
    orcid: str | None = None

    @property
    def names(self) -> list[dict[str, str]]:
        """The names as the registry keeps them."""
        family, given = self.latin
        if self.hanzi is None:
            return [{"kind": "legal", "family": family, "given": given}]
        characters = {"kind": "legal", "family": self.hanzi[0], "given": self.hanzi[1]}
        return [characters, {"kind": "pinyin", "family": family, "given": given}]


@dataclass(frozen=True, kw_only=True)
class Case:
    """An invented recruit: program, and the stages reached as (stage, `MM-DD` of the sample year).

    `new` is (characters, family, given) of somebody who is no member yet.
    """

    program: str
    unit: str
    position: str
    stages: list[list[str]]
    person: str | None = None
    new: list[str] | None = None


@dataclass(frozen=True, kw_only=True)
class Paper:
    """An invented paper: a byline of keys of people or `Family Given` of others, and who claims."""

    title: str
    journal: str
    year: int
    month: int
    byline: list[str]
    claimed: tuple[str, ...] = ()
    goal: str | None = None
    secondary: str | None = None
    statement: str = ""
    language: str | None = None


@dataclass(frozen=True, kw_only=True)
class Thing:
    """An invented output of another kind, entered by hand."""

    kind: str
    title: str
    day: str
    byline: list[str]
    goal: str
    statement: str
    details: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Institute:
    """All of it; `year` is the sample year, the last full one."""

    year: int
    house: str
    units: list[SampleUnit]
    people: list[Person]
    cases: list[Case]
    papers: list[Paper]
    others: list[Thing]

    def day(self, text: str) -> date:
        """A day of the sample year."""
        return date.fromisoformat(f"{self.year}-{text}")


def sample() -> Institute:
    """The institute, its sample year being the last one."""
    said = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Institute(
        clock.today().year - 1,
        said["house"],
        [SampleUnit(**row) for row in said["unit"]],
        [Person(**row) for row in said["person"]],
        [Case(**row) for row in said["case"]],
        [Paper(**row) for row in said["paper"]],
        [Thing(**row) for row in said["other"]],
    )
