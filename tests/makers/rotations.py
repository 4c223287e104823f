"""Key rotation under load and kills: people with sealed fields, writers, and who kills whom.

`python -m tests.makers.rotations rotate` rotates; `… write PART PARTS` writes to its part of the
people until its input ends, and then says what became of all it wrote.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert, select

from config import Config
from registry.app import create_app
from registry.core import settings
from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.encryption import Place, Unreadable
from registry.core.errors import Unavailable
from registry.core.unit_of_work import unit_of_work
from registry.people import personnel
from registry.people.models import Personnel, Researcher
from registry.privacy import rotation
from registry.privacy.rotation import Rotation

ROOT = Path(__file__).parents[2]
FIELDS = ("identity_number", "bank_account")
AT_ONCE = 1000


def fill(people: int) -> None:
    """So many people, each with two sealed fields that say whose they are."""
    ring = settings.keyring()
    for first in range(1, people + 1, AT_ONCE):
        keys = range(first, min(first + AT_ONCE, people + 1))
        with unit_of_work():
            db.session.execute(insert(Researcher), [{"id": key} for key in keys])
            rows = [
                {"id": key, "researcher_id": key, "identity_mark": personnel.mark_of(f"{key}:0")}
                | {f: ring.seal(f"{key}:0", Place("personnel", f, key)) for f in FIELDS}
                for key in keys
            ]
            db.session.execute(insert(Personnel), rows)


def spawn(app: Flask, *arguments: str) -> subprocess.Popen[bytes]:
    """A process on the app's database and with its data folder."""
    config: Config = app.extensions["registry_config"]
    environ = os.environ | {
        "REGISTRY_DATA_DIR": str(config.data_dir),
        "REGISTRY_DATABASE_URL": config.sqlalchemy_url,
        "REGISTRY_LOG_LEVEL": "ERROR",
    }
    command = [sys.executable, "-m", "tests.makers.rotations", *arguments]
    pipe = subprocess.PIPE if arguments[0] == "write" else subprocess.DEVNULL
    return subprocess.Popen(command, cwd=ROOT, env=environ, stdin=pipe, stdout=pipe)


def rotated(app: Flask, people: int, *, kills: int, writers: int) -> dict[str, Any]:
    """Rotate among writers, killed so many times on the way; what came of it."""
    fill(people)
    db.session.remove()
    old, begun = settings.keyring().active, time.monotonic()
    writing = [spawn(app, "write", str(part), str(writers)) for part in range(writers)]
    for process in writing:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
    killed = _killed(app, people * len(FIELDS), kills)
    seconds = time.monotonic() - begun
    written, lost, unreadable = (sum(column) for column in zip(*map(_told, writing), strict=True))
    assert settings.keyring().active != old
    left = rotation.left()
    for name in settings.keyring().names[1:]:
        rotation.drop(name, by=SYSTEM)
    return {
        "killed": killed,
        "seconds": round(seconds, 1),
        "written meanwhile": written,
        "lost writes": lost,
        "unreadable to writers": unreadable,
        "under an old key": left,
    } | _opened(people)


def _killed(app: Flask, fields: int, kills: int) -> int:
    """Kill the one who rotates at random moments, spread over the whole of it."""
    rng, killed = random.Random(kills), 0
    process = spawn(app, "rotate")
    for most in sorted((rng.randrange(fields // 20, fields) for _ in range(kills)), reverse=True):
        while _left() > most and process.poll() is None:
            time.sleep(0.02)
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            process.wait()
            killed += 1
            process = spawn(app, "rotate")
    assert process.wait() == 0
    return killed


def _left() -> int:
    """How many values the newest key does not open; before it is there, all of them."""
    if len(settings.keyring().names) == 1:
        return sys.maxsize
    db.session.remove()
    found = rotation.left()
    db.session.remove()
    return found


def _told(process: subprocess.Popen[bytes]) -> list[int]:
    said, _ = process.communicate()
    return [int(part) for part in said.split()]


def _opened(people: int) -> dict[str, int]:
    """Every field opened with the keys that are left, and held against whose it is."""
    ring, unreadable, marks = settings.keyring(), 0, 0
    columns = select(
        Personnel.id, Personnel.identity_mark, Personnel.identity_number, Personnel.bank_account
    )
    rows = db.session.execute(columns).all()
    assert len(rows) == people
    for key, mark, *envelopes in rows:
        for name, envelope in zip(FIELDS, envelopes, strict=True):
            try:
                text = ring.open(envelope, Place("personnel", name, key))
            except Unreadable:
                unreadable += 1
                continue
            assert text.startswith(f"{key}:")
            marks += name == "identity_number" and mark != personnel.mark_of(text)
    return {"unreadable": unreadable, "wrong marks": marks}


def _rotate() -> None:
    rotation.begin(by=SYSTEM)
    run = Rotation()
    for _ in run.run(by=SYSTEM):
        pass
    sys.exit(1 if run.unreadable else 0)


def _write(part: int, parts: int) -> None:
    """Change fields of one's own people as HR would, and read each; then say what came of it."""
    over, rng = threading.Event(), random.Random(part)
    threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
    mine = [key for key in db.session.scalars(select(Personnel.id)) if key % parts == part]
    said: dict[tuple[int, str], str] = {}
    unreadable = number = 0
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while not over.is_set():
        number += 1
        key, name = rng.choice(mine), rng.choice(FIELDS)
        try:
            with unit_of_work():
                row = db.session.get_one(Personnel, key, populate_existing=True)
                unreadable += _reads(row, name) is None
                personnel.change(row, {name: f"{key}:{number}"}, by=SYSTEM)
            said[key, name] = f"{key}:{number}"
        except Unavailable:
            continue
        time.sleep(0.002)
    db.session.remove()
    lost = sum(_reads(db.session.get_one(Personnel, k), n) != text for (k, n), text in said.items())
    sys.stdout.write(f"{number} {lost} {unreadable}\n")


def _reads(row: Personnel, name: str) -> str | None:
    try:
        return settings.keyring().open(getattr(row, name), Place("personnel", name, row.id))
    except Unreadable:
        return None


if __name__ == "__main__":
    with create_app(Config.from_environ()).app_context():
        if sys.argv[1] == "rotate":
            _rotate()
        else:
            _write(*map(int, sys.argv[2:]))
