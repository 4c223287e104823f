"""What can be linked to a goal, as the policy and readers see it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from registry.core.errors import NotFound
from registry.outputs.models import Output
from registry.people.models import Researcher, Unit
from registry.talent.models import Hire

Item = Output | Hire | Researcher | Unit


class ItemKind(StrEnum):
    """What can be linked to a goal."""

    OUTPUT = "output"
    HIRE = "hire"
    RESEARCHER = "researcher"
    UNIT = "unit"


def kind_of(item: Item) -> ItemKind:
    """What kind of item this is."""
    return ItemKind(type(item).__name__.lower())


@dataclass(frozen=True)
class LinkTarget:
    """An item whose goal links are asked for.

    `owner_ids`: the researchers who may link it as their own, those with a confirmed claim.
    """

    kind: str
    item: Item | None
    owner_ids: frozenset[int] = frozenset()

    @property
    def known(self) -> Item:
        """The item. Raises NotFound where there is none."""
        if self.item is None:
            raise NotFound
        return self.item


@dataclass(frozen=True)
class NamedItem:
    """An item with its title in both languages, its year and its page."""

    kind: str
    id: int
    title: str
    title_zh: str
    year: int | None = None
    code: str | None = None

    def title_in(self, locale: str) -> str:
        """The title in the reader's language."""
        return self.title_zh if locale == "zh" else self.title

    @property
    def address(self) -> str:
        """Its page; a unit's has its code."""
        return f"/{self.kind}s/{self.code or self.id}"


def named(item: Item) -> NamedItem:
    """The item with its title: of an output its own, of a hire person and program."""
    if isinstance(item, Output):
        return NamedItem(ItemKind.OUTPUT, item.id, item.title, item.title, item.year or None)
    if isinstance(item, Hire):
        year = item.term_starts_on.year if item.term_starts_on else item.call_year
        return NamedItem(ItemKind.HIRE, item.id, _case(item, "en"), _case(item, "zh"), year)
    code = item.code if isinstance(item, Unit) else None
    names = item.name_in("en"), item.name_in("zh")
    return NamedItem(kind_of(item), item.id, *names, code=code)


def _case(hire: Hire, locale: str) -> str:
    parts = [hire.researcher.name_in(locale), hire.program.name_in(locale) if hire.program else ""]
    return " · ".join(filter(None, parts))
