"""What many tests start from is made once on each database; later its rows are put back as such."""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask
from sqlalchemy import inspect
from sqlalchemy.orm import InstanceState

from registry.core.db import db

T = TypeVar("T")


def kept(app: Flask, make: Callable[[], T]) -> T:
    """What `make` makes and commits, on tables that are empty.

    It is called the first time on a database only; later its rows, the next keys and what it
    returned come back. Where there are rows already, it is always called.
    """
    broom, name = app.extensions["broom"], f"{make.__module__}.{make.__qualname__}"
    if broom.full():
        return make()
    if name in broom.kept:
        broom.put_back(name)
        return _unpacked(broom.kept[name])
    made = make()
    broom.keep(name)
    broom.kept[name] = _packed(made)
    return made


class _Packer(pickle.Pickler):
    """Packs a row as its class and key."""

    def persistent_id(self, thing: Any) -> tuple[type, Any] | None:
        state = inspect(thing, raiseerr=False)
        return (type(thing), state.identity) if isinstance(state, InstanceState) else None


class _Unpacker(pickle.Unpickler):
    """Loads a row by its class and key."""

    def persistent_load(self, row: tuple[type, Any]) -> Any:
        return db.session.get_one(*row)


def _packed(made: object) -> bytes:
    packed = io.BytesIO()
    _Packer(packed).dump(made)
    return packed.getvalue()


def _unpacked(packed: bytes) -> Any:
    made = _Unpacker(io.BytesIO(packed)).load()
    db.session.expire_all()
    return made
