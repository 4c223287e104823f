"""Files that hold what was agreed.

`UPDATE_GOLDEN=1 pytest tests/structure` writes them anew for a person to read in the diff.
"""

import os
from pathlib import Path

HERE = Path(__file__).parent


def agrees(name: str, text: str) -> bool:
    path = HERE / name
    if os.environ.get("UPDATE_GOLDEN") or not path.exists():
        path.write_text(text, encoding="utf-8")
    return path.read_text(encoding="utf-8") == text
