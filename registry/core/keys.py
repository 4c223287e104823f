"""Secrets that live outside the database.

Made once, kept in the data folder with mode 0600, or given by the environment.
"""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path


def secret(given: str, folder: Path, name: str) -> str:
    """The secret given, or the one in the file `name` of the folder, made if missing."""
    return given or _kept(folder / name, lambda: secrets.token_urlsafe(48))


def field_keys(given: str, folder: Path) -> str:
    """The field keys as `id:base64` separated by blanks, newest first.

    Given, or from the file `field-keys`.
    """
    return given or _kept(folder / "field-keys", new_field_key)


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
