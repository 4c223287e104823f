"""Files that people hand in: kept in the database, encrypted, so that backup and erasure hold.

What a file is called where it comes from is not kept: names of files say too much. What it is, its
content proves; what could act when it is opened is refused.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, deferred

from registry.core import settings
from registry.core.db import Model, Recorded, db, internal, sensitive
from registry.core.encryption import Place, Unreadable
from registry.core.errors import N_, Conflict, Invalid

MOST = 20 * 2**20
"""Bytes of a file."""

MOST_UNPACKED = 200 * 2**20
MOST_MEMBERS = 5_000


class StoredFile(Recorded, Model):
    """A file: what kind it proved to be, its size in bytes, its SHA-256, its encrypted bytes."""

    kind: Mapped[str] = internal(String(100))
    size: Mapped[int] = internal()
    digest: Mapped[str] = internal(String(64))
    content: Mapped[bytes] = deferred(sensitive(LargeBinary, nullable=False))


class FileTooLarge(Invalid):
    """A file is over the limit."""

    sentence = N_("A file may have %(most)s MiB at most.")


class FileEmpty(Invalid):
    """A file has no bytes."""

    sentence = N_("This file is empty.")


class FileOfNoKind(Invalid):
    """What a file is cannot be told, or it is of a kind that is not kept."""

    sentence = N_(
        "This is none of the files that are kept: PDF, JPEG, PNG, TIFF, Word (docx), Excel (xlsx) "
        "or plain text. What counts is what the file holds, not what it is called."
    )


class FileActs(Invalid):
    """A file holds something that acts when it is opened."""

    sentence = N_(
        "This file holds something that runs when it is opened (a macro, a script or a command). "
        "Print it to a PDF, or save it without that."
    )


class FileUnpacksTooMuch(Invalid):
    """An Office file unpacks to more than may be kept."""

    sentence = N_("This file is packed so that it grows too large when it is opened.")


class FileDamaged(Conflict):
    """What is stored is not what was handed in."""

    sentence = N_("The stored file cannot be opened: it was changed, or its key is missing.")


@dataclass(frozen=True)
class Kind:
    """A kind of file: its media type, the ending of its name, and what proves it."""

    media: str
    ending: str
    proves: Callable[[bytes], bool]


def _begins(*starts: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(starts)


def _is_pdf(data: bytes) -> bool:
    return data.startswith(b"%PDF-") and b"%%EOF" in data[-2048:]


def _is_office(part: str) -> Callable[[bytes], bool]:
    def proves(data: bytes) -> bool:
        if not data.startswith(b"PK\x03\x04"):
            return False
        try:
            names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
        except (zipfile.BadZipFile, ValueError, OSError):
            return False
        return "[Content_Types].xml" in names and part in names

    return proves


def _is_text(data: bytes) -> bool:
    bare = data.removeprefix(_BOM)
    if b"\x00" in data or _MARKUP.match(bare[:512]) or bare.startswith(_PROGRAMS):
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not _CONTROL.search(data)


_MARKUP = re.compile(rb"\s*<(?:!doctype|html|svg|\?xml|script|body|head)", re.IGNORECASE)
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1f]")
_BOM = b"\xef\xbb\xbf"
_PROGRAMS = (b"#!", b"MZ", b"%!", b"%PDF-", b"\x7fELF", b"PK\x03\x04")

KINDS = (
    Kind("application/pdf", "pdf", _is_pdf),
    Kind("image/jpeg", "jpg", _begins(b"\xff\xd8\xff")),
    Kind("image/png", "png", _begins(b"\x89PNG\r\n\x1a\n")),
    Kind("image/tiff", "tif", _begins(b"II*\x00", b"MM\x00*")),
    Kind(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx",
        _is_office("word/document.xml"),
    ),
    Kind(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
        _is_office("xl/workbook.xml"),
    ),
    Kind("text/plain", "txt", _is_text),
)
"""What is kept, the surest proofs first."""

ENDINGS = {kind.media: kind.ending for kind in KINDS}

_PDF_ACTS = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFile|RichMedia)[\s(<\[/]")
_PDF_MAY_ACT = re.compile(rb"/(?:JS|XFA)[\s(<\[/]")
"""So short that the bytes of a picture say it by chance; looked for outside of streams only."""

_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
_OBJECTS = re.compile(rb"/ObjStm[^>]{0,500}>>\s*stream\r?\n(.*?)endstream", re.DOTALL)
_OFFICE_ACTS = re.compile(
    r"vbaProject|activeX|macrosheets/|embeddings/|externalLinks/", re.IGNORECASE
)


def store(data: bytes, *, most: int = MOST) -> StoredFile:
    """Keep a file.

    Raises FileEmpty, FileTooLarge, FileOfNoKind, FileActs, FileUnpacksTooMuch.
    """
    kind = proven(data, most=most)
    return keep(data, kind.media)


def keep(data: bytes, media: str) -> StoredFile:
    """Keep bytes of which somebody else has proven the kind."""
    row = StoredFile(kind=media, size=len(data), digest=_digest(data), content=b"")
    db.session.add(row)
    db.session.flush()
    row.content = settings.keyring().seal_bytes(data, _place(row))
    db.session.flush()
    return row


def proven(data: bytes, *, most: int = MOST) -> Kind:
    """The kind that a file proves to be.

    Raises FileEmpty, FileTooLarge, FileOfNoKind, FileActs, FileUnpacksTooMuch.
    """
    if not data:
        raise FileEmpty(field="file")
    if len(data) > most:
        raise FileTooLarge(field="file", most=most // 2**20)
    kind = next((kind for kind in KINDS if kind.proves(data)), None)
    if kind is None:
        raise FileOfNoKind(field="file")
    if _acts(data, kind):
        raise FileActs(field="file")
    return kind


def opened(row: StoredFile) -> bytes:
    """The bytes as they were handed in. Raises FileDamaged."""
    try:
        data = settings.keyring().open_bytes(row.content, _place(row))
    except Unreadable as why:
        raise FileDamaged from why
    if _digest(data) != row.digest:
        raise FileDamaged
    return data


def remove(row: StoredFile) -> None:
    """Let the bytes go."""
    db.session.delete(row)
    db.session.flush()


def _place(row: StoredFile) -> Place:
    return Place(StoredFile.__tablename__, "content", row.id)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _acts(data: bytes, kind: Kind) -> bool:
    if kind.ending == "pdf":
        return _pdf_acts(data)
    if kind.ending in {"docx", "xlsx"}:
        return _office_acts(data)
    return False


def _pdf_acts(data: bytes) -> bool:
    parts = [_unescaped(part) for part in (_STREAM.sub(b"", data), *_packed_objects(data))]
    return bool(_PDF_ACTS.search(_unescaped(data))) or any(
        look.search(part) for look in (_PDF_ACTS, _PDF_MAY_ACT) for part in parts
    )


def _unescaped(part: bytes) -> bytes:
    """With the names as they are meant: a PDF may write any of their letters as `#4A`."""
    return _ESCAPED.sub(lambda found: bytes.fromhex(found[1].decode()), part)


def _packed_objects(data: bytes) -> Iterator[bytes]:
    """The objects that a PDF keeps packed, 20 MiB of them at most."""
    left = MOST
    for part in _OBJECTS.finditer(data):
        try:
            unpacked = zlib.decompressobj().decompress(part.group(1), left)
        except zlib.error:
            continue
        yield unpacked
        left -= len(unpacked)
        if left <= 0:
            return


def _office_acts(data: bytes) -> bool:
    """Whether an Office file has macros or foreign parts. Raises FileUnpacksTooMuch."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
    size = sum(member.file_size for member in members)
    if size > MOST_UNPACKED or len(members) > MOST_MEMBERS:
        raise FileUnpacksTooMuch(field="file")
    strange = any(_OFFICE_ACTS.search(member.filename) for member in members)
    outside = any(".." in member.filename or member.filename[:1] == "/" for member in members)
    return strange or outside
