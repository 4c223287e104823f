"""How the processes of a test run share the work: a file on one database stays together.

So what a file prepares once is prepared once, and the longest files, which wait most, go first.
"""

from __future__ import annotations

import re
from typing import Any

from xdist.scheduler import LoadScopeScheduling

BACKEND = re.compile(r"[\[-](sqlite|postgresql)[]-]")
TOGETHER = ("tests/browser/",)
"""Folders that one process does whole: they have one Chromium and its registries."""
LONG = (*TOGETHER, "tests/hostile/", "tests/intake/", "tests/reports/", "tests/journeys/")


class ByFile(LoadScopeScheduling):
    """Gives a process a file on one database at a time."""

    def _split_scope(self, nodeid: str) -> str:
        file, _, name = nodeid.partition("::")
        for folder in TOGETHER:
            if file.startswith(folder):
                return folder
        backend = BACKEND.search(name)
        return f"{file} {backend[1]}" if backend else file

    def _assign_work_unit(self, node: Any) -> None:
        self.workqueue.move_to_end(min(self.workqueue, key=_turn), last=False)
        super()._assign_work_unit(node)


def _turn(scope: str) -> int:
    return next((turn for turn, folder in enumerate(LONG) if scope.startswith(folder)), len(LONG))
