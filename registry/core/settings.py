"""The settings and keys of the running app, for code that has no request."""

from __future__ import annotations

from typing import Any

from flask import current_app

from config import Config
from registry.core.encryption import Keyring
from registry.core.keys import FieldKeys


def config() -> Config:
    """The settings in force."""
    found: Config = current_app.extensions["registry_config"]
    return found


def keyring() -> Keyring:
    """The field keys in force; ask each time, they may be changed meanwhile."""
    return field_keys().ring()


def field_keys() -> FieldKeys:
    """Where the field keys come from."""
    found: FieldKeys = current_app.extensions["field_keys"]
    return found


def limit_store() -> Any:
    """Where all processes keep how often they asked other services: a LimitStore of importers.

    It writes on a connection of its own: never ask a service inside a unit of work.
    """
    return current_app.extensions["limit_store"]
