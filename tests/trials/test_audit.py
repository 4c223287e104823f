"""A thousand tamperings with a chain of a hundred thousand audit events: each is found."""

from __future__ import annotations

import time
from typing import Any

import pytest
from flask import Flask

from registry.audit import service as audit
from tests.makers.tampering import chain, tampered

pytestmark = [pytest.mark.trials, pytest.mark.timeout(3600)]

LENGTH, TIMES, REACH = 100_000, 1_000, 5_000


def test_every_one_of_a_thousand_tamperings_is_found(app: Flask, tell: Any) -> None:
    chain(LENGTH)
    begun = time.perf_counter()
    assert list(audit.verify()) == []
    seconds = time.perf_counter() - begun
    missed = tampered(LENGTH, TIMES, reach=REACH)
    figures = {"tamperings": TIMES, "found": TIMES - missed.total()}
    tell("tamperings with the audit chain", LENGTH, figures | {"verified in s": round(seconds, 1)})
    assert not missed
    assert list(audit.verify()) == []
