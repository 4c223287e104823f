"""Many who do something at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask

from registry.core.db import db
from registry.core.unit_of_work import unit_of_work


def at_once(app: Flask, calls: Sequence[Callable[[], Any]]) -> list[Exception]:
    """Run each call in a thread and unit of its own, all released together; what they raised."""
    gate, raised = threading.Barrier(len(calls)), []

    def run(call: Callable[[], Any]) -> None:
        with app.app_context():
            gate.wait()
            try:
                with unit_of_work():
                    call()
            except Exception as why:  # noqa: BLE001
                raised.append(why)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised
