"""Long lists of fictional recruits with every column filled.

`python -m tests.makers.long_sheets 10000` reads one of so many rows and prints what it took.
"""

from __future__ import annotations

import io
import json
import os
import resource
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from importers.records import PartialDate
from registry.sheets.columns import LISTS
from registry.sheets.kinds import Column, Kind
from registry.sheets.reading import read
from tests.makers.messy_sheets import RECRUITS

OF = LISTS["recruits"]


def long_xlsx(rows: int) -> bytes:
    """So many people, no two named alike, their days real ones."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [column.title_zh for column in OF.columns if not column.hidden])
        for number in range(1, rows + 1):
            truth = RECRUITS[number % len(RECRUITS)] | {"given": f"Person{number}", "orcid": None}
            for place, column in enumerate(each for each in OF.columns if not each.hidden):
                value = _cell(column, truth.get(column.key), number)
                if isinstance(value, date):
                    sheet.write_datetime(number, place, value, day)
                elif value is not None:
                    sheet.write(number, place, value)
    return out.getvalue()


def _cell(column: Column, value: Any, number: int) -> Any:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, PartialDate):
        return str(value)
    if value is None and column.kind is Kind.TEXT:
        return f"{column.title_zh} {number}"
    return value


def _most_memory() -> float:
    """MB of this process at most, since it began: what its parent had is not counted."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def main() -> None:
    """Make it elsewhere, read it here."""
    rows = int(sys.argv[1])
    reading, writing = os.pipe()
    if not os.fork():
        with os.fdopen(writing, "wb") as out:
            out.write(long_xlsx(rows))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        data = pipe.read()
    begun, worked = time.monotonic(), time.process_time()
    with read(data, OF) as found:
        count = sum(not row.faults for row in found.rows)
    took, child = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    json.dump(
        {
            "rows": count,
            "seconds": took,
            "CPU seconds": time.process_time() - worked + child.ru_utime + child.ru_stime,
            "MB of the reader": _most_memory(),
            "MB of the confined process": child.ru_maxrss / 1024,
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
