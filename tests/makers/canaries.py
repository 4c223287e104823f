"""Words that stand nowhere else, to be found again wherever something leaked."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from pathlib import Path

SECRET = "zqSECRETcanary"
"""How each canary of a sensitive value begins."""

PRIVATE = "zqPRIVATEcanary"
"""How each canary of a personal value begins."""

PROPOSED = "zqPROPOSEDcanary"
"""How a proposed value begins: sealed where it is kept, read by HR and the person."""

PLANNED, PAID = "918273645.51", "817263549.52"
BIRTH = "1903-02-27"

SECRETS = (SECRET, PLANNED, PAID)
"""What no answer may hold, but the one that was asked for it with a reason."""

SEALED = (*SECRETS, PROPOSED)
"""What may stand nowhere in clear."""

PRIVATES = (PRIVATE, BIRTH, PROPOSED)
"""What HR and the person are answered, and nobody else."""


def spellings(word: str) -> set[bytes]:
    """How a word may stand in a file: in two encodings, in hex, in base64 at any place."""
    plain = word.encode()
    found = {plain, plain.lower(), word.encode("utf-16-le"), plain.hex().encode()}
    for before in range(3):
        text = base64.b64encode(bytes(before) + plain).rstrip(b"=")
        found.add(text[-(-8 * before // 6) : -1])
    return found


def found_in(data: bytes | str, words: Iterable[str] = SECRETS) -> set[str]:
    """Which of the words stand in it, however spelt."""
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return {word for word in words if any(spelt in raw for spelt in spellings(word))}


def found_below(folder: Path, words: Iterable[str] = SECRETS) -> Iterator[tuple[Path, set[str]]]:
    """The files below a folder in which, or in whose names, one of the words stands."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found = found_in(str(path), words) | found_in(path.read_bytes(), words)
            if found:
                yield path, found
