"""The life of a hire (domain.md 2.5).

One table: stages, what may follow, which dates they keep, which papers belong to them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import get_locale

from registry.core.errors import N_
from registry.talent.kinds import DocumentKind as D


class Stage(StrEnum):
    """Where a hire stands (domain.md 2.5)."""

    DRAFT = "draft"
    RECOMMENDED = "recommended"
    APPLIED = "applied"
    SHORTLISTED = "shortlisted"
    APPROVED = "approved"
    PUBLICISED = "publicised"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    ONBOARD = "onboard"
    MIDTERM_PASSED = "midterm_passed"
    EXTENDED = "extended"
    COMPLETED = "completed"
    TERMINATED = "terminated"
    REJECTED = "rejected"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Step:
    """A stage: its names, what may follow, the date it keeps, a second date, its usual papers.

    `ends` marks a stage after which nothing follows and that needs a reason; `documents` are the
    papers as kinds of documents.
    """

    stage: Stage
    name_en: str
    name_zh: str
    next: tuple[Stage, ...]
    kept: str
    until: str | None
    papers: str
    ends: bool = False
    documents: tuple[D, ...] = ()

    def name_in(self, locale: str) -> str:
        """The name in the reader's language."""
        return self.name_zh if locale == "zh" else self.name_en


S = Stage
ENTRY = (
    S.RECOMMENDED,
    S.APPLIED,
    S.SHORTLISTED,
    S.APPROVED,
    S.PUBLICISED,
    S.OFFERED,
    S.ACCEPTED,
    S.ONBOARD,
)
"""Where the registry's knowledge of a case may begin; a draft moves to any of them, once."""

# fmt: off
_ROWS = (
    Step(S.DRAFT, "Draft", "草稿", ENTRY,
         N_("Entered on"), None, N_("none yet")),
    Step(S.RECOMMENDED, "Recommended", "推荐", (S.APPLIED, S.DECLINED, S.WITHDRAWN),
         N_("Recommended on"), None, N_("CV, recommender"),
         documents=(D.CV, D.RECOMMENDATION)),
    Step(S.APPLIED, "Applied", "申报", (S.SHORTLISTED, S.REJECTED, S.WITHDRAWN),
         N_("Applied on"), None, N_("form, proposal, proof of degree and work"),
         documents=(D.APPLICATION, D.PROPOSAL, D.DEGREE, D.PROOF_OF_WORK)),
    Step(S.SHORTLISTED, "Shortlisted", "入围/答辩", (S.APPROVED, S.REJECTED, S.WITHDRAWN),
         N_("Interview on"), None, N_("slides, minutes"),
         documents=(D.SLIDES, D.MINUTES)),
    Step(S.APPROVED, "Approved", "获批", (S.PUBLICISED, S.OFFERED),
         N_("Decided on"), None, N_("approval letter"),
         documents=(D.APPROVAL,)),
    Step(S.PUBLICISED, "Public notice", "公示", (S.OFFERED, S.REJECTED),
         N_("Notice from"), N_("Notice until"), N_("text of the notice"),
         documents=(D.NOTICE,)),
    Step(S.OFFERED, "Offer sent", "发出聘书", (S.ACCEPTED, S.DECLINED, S.EXPIRED),
         N_("Offer sent on"), N_("Reply by"), N_("offer letter"),
         documents=(D.OFFER,)),
    Step(S.ACCEPTED, "Accepted", "接受", (S.ONBOARD, S.WITHDRAWN),
         N_("Accepted on"), None, N_("signed offer"),
         documents=(D.SIGNED_OFFER,)),
    Step(S.ONBOARD, "On board", "到岗", (S.MIDTERM_PASSED, S.COMPLETED, S.EXTENDED, S.TERMINATED),
         N_("Arrived on"), N_("Contract until"), N_("contract, work permit, agreement"),
         documents=(D.CONTRACT, D.WORK_PERMIT, D.AGREEMENT)),
    Step(S.MIDTERM_PASSED, "Mid-term passed", "中期考核", (S.COMPLETED, S.EXTENDED, S.TERMINATED),
         N_("Reviewed on"), None, N_("report"),
         documents=(D.REPORT,)),
    Step(S.EXTENDED, "Extended", "延期/续聘", (S.COMPLETED, S.TERMINATED),
         N_("Extended on"), N_("New end"), N_("approval"),
         documents=(D.APPROVAL,)),
    Step(S.COMPLETED, "Completed", "期满", (),
         N_("Ended on"), None, N_("final report"),
         documents=(D.FINAL_REPORT,)),
    Step(S.TERMINATED, "Terminated", "终止", (),
         N_("Ended on"), None, N_("date and reason"), ends=True),
    Step(S.REJECTED, "Not selected", "未获批", (),
         N_("Decided on"), None, N_("date and reason"), ends=True),
    Step(S.DECLINED, "Declined by the person", "本人谢绝", (),
         N_("Declined on"), None, N_("date and reason"), ends=True),
    Step(S.WITHDRAWN, "Withdrawn", "撤回", (),
         N_("Withdrawn on"), None, N_("date and reason"), ends=True),
    Step(S.EXPIRED, "Offer expired", "聘书过期", (),
         N_("Expired on"), None, N_("date and reason"), ends=True),
)
# fmt: on
STEPS: dict[Stage, Step] = {step.stage: step for step in _ROWS}

SERVING = (S.ONBOARD, S.MIDTERM_PASSED, S.EXTENDED)
"""Stages of somebody who is here under the program."""

OVER = tuple(step.stage for step in _ROWS if not step.next)
"""Stages that nothing follows."""

NEEDS_UNTIL = frozenset({S.EXTENDED})
"""Stages that say nothing without their second date."""


def step(stage: str) -> Step:
    """The row of a stage."""
    return STEPS[Stage(stage)]


def may_follow(stage: str, wanted: str) -> bool:
    """Whether `wanted` may come next."""
    return Stage(wanted) in step(stage).next


@dataclass(frozen=True)
class StageNames:
    """Names of stages that print in the reader's language, for sentences of errors."""

    stages: tuple[Stage, ...]

    @classmethod
    def of(cls, stages: Iterable[str]) -> StageNames:
        """Of these stages, in this order."""
        return cls(tuple(Stage(s) for s in stages))

    def __str__(self) -> str:
        zh = getattr(get_locale(), "language", "en") == "zh"
        names = [STEPS[s].name_zh if zh else f"{STEPS[s].name_en} ({s})" for s in self.stages]
        return ("、" if zh else ", ").join(names) or "—"
