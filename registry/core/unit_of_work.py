"""The only place that commits.

What is announced or mailed inside leaves with the commit or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.orm.exc import StaleDataError

from registry.core.db import db
from registry.core.errors import StaleVersion, Unavailable

Hook = Callable[[], None]


class WriteOutsideUnitOfWork(RuntimeError):
    """Something tried to write where nothing may be written, such as a GET."""


class _Unit:
    def __init__(self) -> None:
        self.before_commit: list[Hook] = []
        self.after_commit: list[Hook] = []
        self.notes: dict[str, Any] = {}


_current: ContextVar[_Unit | None] = ContextVar("unit_of_work", default=None)


def is_open() -> bool:
    """Whether a unit of work is open here."""
    return _current.get() is not None


@contextmanager
def unit_of_work() -> Iterator[None]:
    """Open the one writing transaction; commit at the end, roll back on any exception.

    One opened inside another joins it.

    Raises StaleVersion where a row changed under us and Unavailable where the database is busy or
    gone.
    """
    if is_open():
        yield
        return
    db.session.rollback()
    unit = _Unit()
    token = _current.set(unit)
    try:
        yield
        db.session.flush()
        for hook in unit.before_commit:
            hook()
        db.session.commit()
    except StaleDataError as why:
        db.session.rollback()
        raise StaleVersion from why
    except OperationalError as why:
        db.session.rollback()
        raise Unavailable from why
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _current.reset(token)
    for hook in unit.after_commit:
        hook()


def before_commit(hook: Hook) -> None:
    """Run `hook` as the last act inside the transaction."""
    _open_unit().before_commit.append(hook)


def after_commit(hook: Hook) -> None:
    """Run `hook` once the transaction stands: mails, requests to others, files."""
    _open_unit().after_commit.append(hook)


def notes() -> dict[str, Any]:
    """What belongs to this unit of work alone and goes with it."""
    return _open_unit().notes


def _open_unit() -> _Unit:
    unit = _current.get()
    if unit is None:
        raise WriteOutsideUnitOfWork
    return unit


def guard(session: Any) -> None:
    """Make every change outside a unit of work an error, flushed or stated."""

    @event.listens_for(session, "before_flush")
    def before_flush(session: Session, context: Any, instances: Any) -> None:
        if not is_open() and (session.new or session.dirty or session.deleted):
            raise WriteOutsideUnitOfWork

    @event.listens_for(session, "do_orm_execute")
    def execute(state: ORMExecuteState) -> None:
        if not is_open() and (state.is_insert or state.is_update or state.is_delete):
            raise WriteOutsideUnitOfWork
