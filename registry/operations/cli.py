"""Serving the registry and working its jobs."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import current_app
from flask.cli import with_appcontext
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from registry.core import settings
from registry.jobs import worker as jobs
from registry.operations import migrating, start


@click.command("serve")
@click.option("--no-worker", is_flag=True, help="Start no worker beside the server.")
@with_appcontext
def serve(no_worker: bool) -> None:
    """Bring everything to its newest state and serve the registry."""
    config = settings.config()
    start.prepare()
    click.echo(f"The registry is at {config.base_url}")
    if link := start.first_sign_in():
        click.echo(f"First sign-in, as administrator ({start.FIRST_EMAIL}): {link}")
        click.echo("Sample data to try with: make demo")
    server = Granian(
        "wsgi:app",
        address=config.host,
        port=config.port,
        interface=Interfaces.WSGI,
        workers=config.web_processes,
        blocking_threads=4,
        log_level=LogLevels.warning,
        websockets=False,
    )
    with _worker_beside(not no_worker):
        server.serve()


@contextmanager
def _worker_beside(wanted: bool) -> Iterator[None]:
    if not wanted:
        yield
        return
    command = [sys.executable, "-m", "registry.commands", "worker", "--with-parent"]
    process = subprocess.Popen(command)  # noqa: S603
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


@click.command("worker")
@click.option(
    "--with-parent", is_flag=True, help="End when the process that started this one ends."
)
@with_appcontext
def worker(with_parent: bool) -> None:
    """Do background work until told to stop."""
    gc.freeze()  # what the program is made of stays; the collector need not look at it again
    stop, parent = threading.Event(), os.getppid()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if with_parent:
        threading.Thread(target=_watch, args=(parent, stop), daemon=True).start()
    jobs.run(current_app._get_current_object(), stop)  # type: ignore[attr-defined]  # noqa: SLF001


def _watch(parent: int, stop: threading.Event) -> None:
    while not stop.wait(1):
        if os.getppid() != parent:
            stop.set()


database = migrating.Commands("db", help="The tables and their versions.")

COMMANDS = (serve, worker, database)
