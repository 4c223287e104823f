"""The ends of the audit chain, written down outside the database after each commit.

Whoever rewrites the chain, or cuts it off together with what the database says of its end, would
have to rewrite this file as well. Each machine keeps its own; a copy may be kept elsewhere.
"""

from __future__ import annotations

import os
from pathlib import Path

import structlog

from registry.core import settings

LONGEST = 2**20
"""Bytes of the file from which on older lines are thinned out."""

RECENT, EVERY = 1_000, 100
"""So many of the newest lines stay, and of the older ones every so manyth."""


def path() -> Path:
    """The file of this machine."""
    config = settings.config()
    return Path(config.audit_heads) if config.audit_heads else config.data_dir / "audit-heads"


def keep(event_id: int, digest: str) -> None:
    """Write an end of the chain down. A disk that is full stops nobody, it is logged."""
    line = f"{event_id} {digest}\n".encode()
    try:
        handle = os.open(path(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(handle, line)
            size = os.fstat(handle).st_size
        finally:
            os.close(handle)
        if size > LONGEST:
            _thin_out()
    except OSError as why:
        structlog.get_logger().error("audit_head_not_kept", event_id=event_id, why=why.strerror)


def kept() -> dict[int, str]:
    """The ends that were written down, by the id of the event."""
    try:
        lines = path().read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return {}
    pairs = (line.partition(" ") for line in lines)
    return {int(number): digest for number, _, digest in pairs if number.isdecimal() and digest}


def _thin_out() -> None:
    lines = path().read_bytes().splitlines(keepends=True)
    older, recent = lines[:-RECENT], lines[-RECENT:]
    fresh = path().with_name(f"{path().name}.{os.getpid()}")
    fresh.write_bytes(b"".join([*older[::EVERY], *recent]))
    fresh.chmod(0o600)
    fresh.replace(path())
