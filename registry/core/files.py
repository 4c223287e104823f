"""Files that people hand in: kept in the database, encrypted, so that backup and erasure hold.

What a file is called where it comes from is not kept: names of files say too much.
"""

from __future__ import annotations

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, deferred

from registry.core.db import Model, Recorded, internal, sensitive


class StoredFile(Recorded, Model):
    """A file: what kind it proved to be, its size in bytes, its SHA-256, its encrypted bytes."""

    kind: Mapped[str] = internal(String(100))
    size: Mapped[int] = internal()
    digest: Mapped[str] = internal(String(64))
    content: Mapped[bytes] = deferred(sensitive(LargeBinary, nullable=False))
