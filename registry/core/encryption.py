"""Fields encrypted one at a time.

AES-256-GCM, bound to table, column and row, the key's id in the envelope.

Envelope: version byte 1, length of the key id, key id, 12 bytes nonce, ciphertext with tag.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = b"\x01"
NONCE = 12
KEY = 32
SHOWN, SHOWN_FROM = 4, 8


class BadKeys(ValueError):
    """The keys given cannot be used."""


class Unreadable(ValueError):
    """The envelope was made for another place, with a key we lack, or was changed."""


@dataclass(frozen=True)
class Place:
    """Where an encrypted value stands; an envelope opens nowhere else."""

    table: str
    column: str
    row: int

    @property
    def bound(self) -> bytes:
        """The associated data."""
        return f"{self.table}/{self.column}/{self.row}".encode()


class Keyring:
    """The keys in force: the first seals, all of them open."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        if not keys or any(len(key) != KEY for key in keys.values()):
            raise BadKeys("one key of 32 bytes at least is needed")
        self._keys = dict(keys)
        self.active = next(iter(self._keys))

    @classmethod
    def parse(cls, text: str) -> Keyring:
        """From `id:base64 id:base64 …`, newest first. Raises BadKeys without quoting the text."""
        try:
            pairs = [part.split(":", 1) for part in text.split()]
            return cls({name: base64.b64decode(key, validate=True) for name, key in pairs})
        except (ValueError, binascii.Error) as why:
            raise BadKeys("field keys are written as id:base64") from why

    def seal(self, text: str, place: Place) -> bytes:
        """The envelope of a text for one place, under the newest key."""
        return self.seal_bytes(text.encode(), place)

    def open(self, envelope: bytes, place: Place) -> str:
        """The text in an envelope. Raises Unreadable."""
        return self.open_bytes(envelope, place).decode()

    def seal_bytes(self, data: bytes, place: Place) -> bytes:
        """The envelope of bytes for one place, under the newest key."""
        name, nonce = self.active.encode(), os.urandom(NONCE)
        sealed = AESGCM(self._keys[self.active]).encrypt(nonce, data, place.bound)
        return VERSION + bytes([len(name)]) + name + nonce + sealed

    def open_bytes(self, envelope: bytes, place: Place) -> bytes:
        """The bytes in an envelope. Raises Unreadable."""
        name, nonce, sealed = _taken_apart(envelope)
        if name not in self._keys:
            raise Unreadable(f"no key {name!r}")
        try:
            return AESGCM(self._keys[name]).decrypt(nonce, sealed, place.bound)
        except InvalidTag:
            raise Unreadable("changed, or made for another place") from None

    def mark(self, text: str) -> str:
        """A keyed hash of a text under the newest key, `id:hex`: equal texts are found by it."""
        return self._mark(self.active, text)

    def marks(self, text: str) -> list[str]:
        """The keyed hashes of a text under every key, the newest first."""
        return [self._mark(name, text) for name in self._keys]

    def _mark(self, name: str, text: str) -> str:
        derived = HKDF(hashes.SHA256(), KEY, salt=None, info=b"mark").derive(self._keys[name])
        return f"{name}:{hmac.new(derived, text.encode(), hashlib.sha256).hexdigest()}"

    @property
    def names(self) -> list[str]:
        """The ids of the keys, the newest first."""
        return list(self._keys)

    def prefix(self, name: str) -> bytes:
        """How every envelope under this key begins."""
        return VERSION + bytes([len(name)]) + name.encode()

    def is_current(self, envelope: bytes) -> bool:
        """Whether the newest key sealed it."""
        return _taken_apart(envelope)[0] == self.active


def masked(text: str) -> str:
    """All but the last four characters hidden."""
    hidden = "•" * max(SHOWN, len(text) - SHOWN)
    return hidden + (text[-SHOWN:] if len(text) > SHOWN_FROM else "")


def _taken_apart(envelope: bytes) -> tuple[str, bytes, bytes]:
    head, length = envelope[:1], envelope[1:2]
    if head != VERSION or len(envelope) < 2 + sum(length) + NONCE:
        raise Unreadable("not an envelope")
    start = 2 + envelope[1]
    name = envelope[2:start].decode("ascii", "replace")
    return name, envelope[start : start + NONCE], envelope[start + NONCE :]
