"""Files as answers: saved, never shown in our origin; and files that come in, never on a disk."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import IO, Any

from flask import Request, Response, stream_with_context

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


class RequestInMemory(Request):
    """A request whose files stay in memory: a temporary file would outlive an erasure."""

    def _get_file_stream(self, *about: Any, **more: Any) -> IO[bytes]:
        return io.BytesIO()


def download(content: bytes | str | Iterable[bytes | str], name: str, media: str) -> Response:
    """A file that the browser saves under this name, whatever it holds."""
    body: Any = content if isinstance(content, (bytes, str)) else _streamed(content)
    response = Response(body, content_type=media)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers.update(HEADERS)
    return response


def _streamed(pieces: Iterable[bytes | str]) -> Any:
    found: Any = iter(pieces)
    return stream_with_context(found)
