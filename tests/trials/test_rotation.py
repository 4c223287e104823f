"""A hundred thousand fields are sealed under a new key, among writers and kills."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from registry.audit import service as audit
from tests.makers.rotations import FIELDS, rotated

pytestmark = [pytest.mark.trials, pytest.mark.timeout(1500)]

PEOPLE, KILLS = 50_000, 10
NEVER = ("unreadable", "unreadable to writers", "lost writes", "under an old key", "wrong marks")


def test_ten_kills_among_writers_leave_nothing_unreadable(app: Flask, tell: Any) -> None:
    figures = rotated(app, PEOPLE, kills=KILLS, writers=2)
    figures["audit breaks"] = len(list(audit.verify()))
    tell("keys of fields rotated among writers and kills", PEOPLE * len(FIELDS), figures)
    assert {what: figures[what] for what in NEVER} == dict.fromkeys(NEVER, 0)
    assert (figures["killed"], figures["audit breaks"]) == (KILLS, 0)
    assert figures["written meanwhile"]
