"""A thousand tamperings with a chain of a hundred thousand audit events: each is found.

On SQLite; a hundred on PostgreSQL, for what walks the chain is the same.
"""

from __future__ import annotations

import time
from typing import Any

import pytest
from flask import Flask

from registry.audit import service as audit
from registry.core.db import db
from tests.makers.tampering import chain, tampered

pytestmark = [pytest.mark.trials, pytest.mark.timeout(3600)]

LENGTH, REACH = 100_000, 5_000
TIMES = {"sqlite": 1_000, "postgresql": 100}


def test_every_one_of_many_tamperings_is_found(app: Flask, tell: Any) -> None:
    chain(LENGTH)
    times = TIMES[db.engine.dialect.name]
    begun = time.perf_counter()
    assert list(audit.verify()) == []
    seconds = time.perf_counter() - begun
    missed = tampered(LENGTH, times, reach=REACH)
    figures = {"tamperings": times, "found": times - missed.total()}
    tell("tamperings with the audit chain", LENGTH, figures | {"verified in s": round(seconds, 1)})
    assert not missed
    assert list(audit.verify()) == []
