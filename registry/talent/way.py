"""The way of a case: its stages in order, what may follow each, the papers that belong to it.

A program says so in the version in force on the day of the case; where it says nothing, the usual
way of `talent.stages` holds. This is the one place that decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Protocol

from registry.core import clock
from registry.talent.kinds import DocumentKind
from registry.talent.stages import ENTRY, OVER, SERVING, STEPS, Stage, Step

if TYPE_CHECKING:
    from registry.talent.models import Hire, Program, ProgramVersion


class StageRow(Protocol):
    """What a program says of one stage."""

    @property
    def stage(self) -> str: ...
    @property
    def next(self) -> list[str]: ...
    @property
    def documents(self) -> list[str]: ...


@dataclass(frozen=True)
class Way:
    """Stages in order, the draft first, those that end a case last.

    `own` tells whether the program has a way of its own.
    """

    steps: tuple[Step, ...]
    own: bool = False

    def step(self, stage: str) -> Step:
        """The row of a stage; the usual one where this way does not have it."""
        return next((s for s in self.steps if s.stage == stage), STEPS[Stage(stage)])

    def next(self, stage: str) -> tuple[Stage, ...]:
        """What may follow a stage."""
        return self.step(stage).next

    def may_follow(self, stage: str, wanted: str) -> bool:
        """Whether `wanted` may come next."""
        return Stage(wanted) in self.next(stage)

    def documents(self, stage: str) -> tuple[DocumentKind, ...]:
        """The papers that belong to a stage."""
        return self.step(stage).documents

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages in order."""
        return tuple(step.stage for step in self.steps)


USUAL = Way(tuple(STEPS.values()))
"""The way where the program says nothing."""


def way(hire: Hire) -> Way:
    """The way of a case by the version of its program that was in force on its day."""
    return way_of(version_of(hire))


def way_of(version: ProgramVersion | None) -> Way:
    """The way that a version says, else the usual one."""
    return made(version.stages) if version and version.stages else USUAL


def made(rows: Sequence[StageRow]) -> Way:
    """A way of these rows in their order; a draft may become any stage up to the arrival."""
    own = {Stage(row.stage): _step(row) for row in rows}
    entry = tuple(stage for stage in own if stage in ENTRY)
    ends = [STEPS[stage] for stage in OVER if stage not in own]
    draft = replace(STEPS[Stage.DRAFT], next=entry)
    return Way((draft, *own.values(), *ends), own=True)


def _step(row: StageRow) -> Step:
    following = tuple(Stage(s) for s in row.next)
    papers = tuple(DocumentKind(d) for d in row.documents)
    return replace(STEPS[Stage(row.stage)], next=following, documents=papers)


def version_of(hire: Hire, *, on: date | None = None) -> ProgramVersion | None:
    """The version of the program that binds a case: that of the day of its application or call."""
    return hire.program.version_on(on or day_of(hire)) if hire.program else None


def day_of(hire: Hire, reaching: tuple[str, date] | None = None) -> date:
    """The day whose rules bind a case, also one that is just reaching a stage on a day.

    That of the application; else that on which its call opened, or the first of January of the
    call's year; else the first day that is known of it; else today.
    """
    reached = {e.stage: e.happened_on for e in reversed(hire.events) if e.stage != Stage.DRAFT}
    if reaching:
        reached.setdefault(*reaching)
    if Stage.APPLIED in reached:
        return reached[Stage.APPLIED]
    if hire.call_year:
        return _opened(hire.program, hire.call_year)
    return min(reached.values(), default=clock.today())


def _opened(program: Program | None, year: int) -> date:
    days = [c.opens_on for c in program.calls if c.year == year] if program else []
    return min((day for day in days if day), default=date(year, 1, 1))


def faults(rows: Sequence[StageRow]) -> list[tuple[int, str, Stage]]:
    """What is wrong with the rows of a way: the row's place, what (`FAULTS`), the stage at fault.

    A stage stands once; what follows it has a row of its own, unless it ends the case; nothing
    leads back over the arrival, for an arrival opens a post.
    """
    own = [Stage(row.stage) for row in rows]
    found: list[tuple[int, str, Stage]] = []
    for place, row in enumerate(rows):
        stage = own[place]
        if stage in own[:place]:
            found.append((place, "twice", stage))
        if not row.next and stage not in OVER:
            found.append((place, "stuck", stage))
        judged = ((_fault(stage, wanted, own), wanted) for wanted in map(Stage, row.next))
        found += [(place, why, wanted) for why, wanted in judged if why]
    return found


def _fault(stage: Stage, wanted: Stage, own: Sequence[Stage]) -> str | None:
    if stage in OVER:
        return "over"
    if wanted not in own and wanted not in OVER:
        return "missing"
    if wanted == stage and stage not in AGAIN:
        return "itself"
    return None if may_ever_follow(stage, wanted) else "order"


AGAIN = (Stage.MIDTERM_PASSED, Stage.EXTENDED)
"""Stages that may come more than once."""


def may_ever_follow(stage: Stage, wanted: Stage) -> bool:
    """Whether a program may let one stage follow another: reviews and ends come after arrivals."""
    after = wanted in (*AGAIN, Stage.COMPLETED, Stage.TERMINATED)
    return (wanted != stage or stage in AGAIN) and (stage in SERVING) == after
