"""The command `registry`: what each domain offers, under one name."""

from __future__ import annotations

import importlib
import importlib.util

from flask.cli import AppGroup, ScriptInfo

from config import Config
from registry import __version__
from registry.app import DOMAINS, create_app

main = AppGroup(
    name="registry",
    context_settings={"obj": ScriptInfo(create_app=lambda: create_app(Config.from_environ()))},
    help=f"Registry of research outputs and talents, {__version__}.",
)


def _add_commands() -> None:
    for place in DOMAINS:
        name = f"registry.{place}.cli"
        if importlib.util.find_spec(name):
            for command in importlib.import_module(name).COMMANDS:
                main.add_command(command)


_add_commands()

if __name__ == "__main__":
    main()
