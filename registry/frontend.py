"""The packages of other authors that pages are served with, copied from node_modules at set-up."""

from __future__ import annotations

import json
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
TARGET = Path(__file__).resolve().parent / "static" / "vendor"
SOURCE_MAP = re.compile(rb"\s*(?:/\*|//)# sourceMappingURL=\S+?\.map(?:\s*\*/)?\s*$")


@dataclass(frozen=True)
class Package:
    """A package of package.json and the files of it that pages load.

    `licences` are its licence files; where it ships none, it is under the MIT licence of `holder`.
    """

    name: str
    files: tuple[str, ...]
    licences: tuple[str, ...] = ("LICENSE",)
    holder: str = ""


VENDOR = (
    Package(
        "@tabler/core",
        ("dist/css/tabler.min.css",),
        licences=(),
        holder="2018-2026 The Tabler Authors, 2018-2026 codecalm.net Paweł Kuna",
    ),
    Package("htmx.org", ("dist/htmx.min.js",)),
    Package(
        "swagger-ui-dist",
        ("swagger-ui.css", "swagger-ui-bundle.js"),
        licences=("LICENSE", "NOTICE"),
    ),
)


def collect(modules: Path, target: Path) -> list[Path]:
    """Copy the files of VENDOR with their licences into a fresh folder; return what was written.

    Raises FileNotFoundError where a package is not installed.
    """
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    return [path for package in VENDOR for path in _copy(package, modules / package.name, target)]


def _copy(package: Package, source: Path, target: Path) -> list[Path]:
    written = []
    for name in package.files:
        path = target / Path(name).name
        path.write_bytes(SOURCE_MAP.sub(b"\n", (source / name).read_bytes()))
        written.append(path)
    version = json.loads((source / "package.json").read_text("utf-8"))["version"]
    notice = target / f"{package.name.strip('@').replace('/', '-')}.LICENSE.txt"
    notice.write_text(f"{package.name} {version}\n\n{_licence(package, source)}", "utf-8")
    return [*written, notice]


def _licence(package: Package, source: Path) -> str:
    if package.licences:
        return "\n\n".join((source / name).read_text("utf-8") for name in package.licences)
    ours = (PROJECT / "LICENSE").read_text("utf-8")
    return re.sub(r"(?m)^Copyright \(c\) .*$", f"Copyright (c) {package.holder}", ours, count=1)


if __name__ == "__main__":
    files = collect(PROJECT / "node_modules", TARGET)
    sys.stdout.write(f"{len(files)} front-end files in {TARGET.relative_to(PROJECT)}\n")
