"""Secrets that live outside the database.

Made once, kept in the data folder with mode 0600, or given by the environment.
"""

from __future__ import annotations

import base64
import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from registry.core.encryption import Keyring

FIELD_KEYS = "field-keys"


class FieldKeys:
    """Where the field keys come from: the environment, or a file that is read anew once it changed.

    So a key that one process adds is known to all others before they meet its envelopes.
    """

    def __init__(self, given: str, folder: Path) -> None:
        self.given = bool(given)
        self.path = folder / FIELD_KEYS
        self._ring = Keyring.parse(field_keys(given, folder))
        self._seen = self._stamp()

    def ring(self) -> Keyring:
        """The keys in force."""
        if not self.given and (stamp := self._stamp()) != self._seen:
            self._ring, self._seen = Keyring.parse(self.path.read_text(encoding="ascii")), stamp
        return self._ring

    def add(self) -> str:
        """Put a new key in front; its id. Only where the keys stand in a file."""
        made = new_field_key()
        with self._alone():
            self._write([made, *self._lines()])
        return made.partition(":")[0]

    def drop(self, name: str) -> str:
        """Forget a key; the line that it was."""
        with self._alone():
            lines = self._lines()
            gone = next(line for line in lines if line.partition(":")[0] == name)
            self._write([line for line in lines if line != gone])
        return gone

    def put_back(self, line: str) -> None:
        """Know a key again, behind the others."""
        with self._alone():
            self._write([*self._lines(), line])

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Only one process of this machine changes the file at a time."""
        handle = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _lines(self) -> list[str]:
        return self.path.read_text(encoding="ascii").split()

    def _write(self, lines: list[str]) -> None:
        """The whole file at once, so that no reader sees half of it."""
        fresh = self.path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write("\n".join(lines) + "\n")
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path)

    def _stamp(self) -> tuple[int, int, int] | None:
        if self.given:
            return None
        found = self.path.stat()
        return found.st_ino, found.st_mtime_ns, found.st_size


def secret(given: str, folder: Path, name: str) -> str:
    """The secret given, or the one in the file `name` of the folder, made if missing."""
    return given or _kept(folder / name, lambda: secrets.token_urlsafe(48))


def field_keys(given: str, folder: Path) -> str:
    """The field keys as `id:base64` separated by blanks, newest first.

    Given, or from the file `field-keys`.
    """
    return given or _kept(folder / FIELD_KEYS, new_field_key)


def new_field_key() -> str:
    """A new AES-256 key with a random id."""
    return f"k{secrets.token_hex(4)}:{base64.b64encode(os.urandom(32)).decode()}"


def _kept(path: Path, make: object) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(f"{make()}\n" if callable(make) else "")
    return path.read_text(encoding="ascii").strip()
