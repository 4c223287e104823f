"""A thread that works ahead while its caller writes: one piece at a time, never more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

from flask import Flask, current_app

T = TypeVar("T")
Submit = Callable[..., "Future[Any]"]


@contextmanager
def one_ahead() -> Iterator[Submit]:
    """Gives a function that lets the thread call another, in the context of this app.

    At the end what is under way is waited for, and forgotten.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001

    def call(function: Callable[..., T], *arguments: Any) -> T:
        with app.app_context():
            return function(*arguments)

    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as pool:
        yield lambda function, *arguments: pool.submit(call, function, *arguments)
