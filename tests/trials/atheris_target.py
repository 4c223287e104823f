"""`python -m tests.trials.atheris_target SOURCE`: let Atheris look for what a parser chokes on.

It begins with real records of the source, and follows the branches of the code that they take.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["importers"]):
    from importers import files
    from tests.makers.mutations import parsed, read, records

FORMS = {"bibtex": "bibtex", "ris": "ris", "xlsx": "xlsx"}


def main() -> None:
    """Fuzz until the options of libFuzzer say stop; an exception ends with its input."""
    source = sys.argv.pop(1)
    with tempfile.TemporaryDirectory() as folder:
        if source not in FORMS:
            for number, record in enumerate(records(source)[:100]):
                Path(folder, str(number)).write_text(json.dumps(record), encoding="utf-8")
        atheris.Setup([*sys.argv, folder], _of_file(source) if source in FORMS else _of(source))
        atheris.Fuzz()


def _of(source: str):
    def one(content: bytes) -> None:
        try:
            message = json.loads(content)
        except (ValueError, RecursionError):
            return
        parsed(source, message)

    return one


def _of_file(source: str):
    assert source in files.FORMATS

    def one(content: bytes) -> None:
        read(content, "sample", source)

    return one


if __name__ == "__main__":
    main()
