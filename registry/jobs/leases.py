"""Keep a job while its work waits for somebody else."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, current_app

from registry.core.errors import RegistryError
from registry.jobs.service import Cancelled, LeaseLost, Progress


@contextmanager
def kept(progress: Progress, done: int) -> Iterator[None]:
    """Renew the lease from a thread, so that an answer that takes long does not cost the job.

    What the thread learns (lease lost, cancelled) the caller learns by its own next report.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    stop = threading.Event()
    more = {"progress": progress, "done": done}
    thread = threading.Thread(target=_renew, args=(stop, app), kwargs=more, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _renew(stop: threading.Event, app: Flask, *, progress: Progress, done: int) -> None:
    while not stop.wait(progress.lease / 3):
        try:
            with app.app_context():
                progress.report(done)
        except (LeaseLost, Cancelled):
            return
        except RegistryError:
            continue
