"""Which works of a batch are new, changed, known or refused: read once, before anything else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from registry.outputs import refusals
from registry.outputs.finding import Known, find
from registry.outputs.ranks import overrides
from registry.outputs.received import Received


@dataclass
class Sorted:
    """A batch in parts. `known` has the outputs that are there, by the keys of the works."""

    hashes: dict[str, str]
    known: dict[str, Known]
    new: list[Received] = field(default_factory=list)
    changed: dict[int, Received] = field(default_factory=dict)  # by the key of the output
    same: list[Received] = field(default_factory=list)  # as the output's source says already
    lower: list[Received] = field(default_factory=list)  # of a source that is not followed
    refused: dict[str, str] = field(default_factory=dict)  # with the text of the refusal
    later: list[Received] = field(default_factory=list)  # leads to an output of this batch

    def place(self, work: Received) -> None:
        """Put a work into its part."""
        key = work.record.key
        known = self.known.get(key)
        if key in self.refused:
            return
        if known is None:
            self.new.append(work)
        elif not overrides(work.record.source, known.source):
            self.lower.append(work)
        elif (known.source, known.sha256) == (work.record.source, self.hashes[key]):
            self.same.append(work)
        elif known.id in self.changed:
            self.later.append(work)
        else:
            self.changed[known.id] = work


def sort(batch: Sequence[Received]) -> Sorted:
    """Sort a batch in which no work comes twice: at most four queries, however many works."""
    hashes = {work.record.key: work.sha256 for work in batch}
    sorted_ = Sorted(hashes, find(batch), refused=refusals.kept_out([w.record for w in batch]))
    for work in batch:
        sorted_.place(work)
    return sorted_
