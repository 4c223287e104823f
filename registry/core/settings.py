"""The settings and keys of the running app, for code that has no request."""

from __future__ import annotations

from typing import Any

from flask import current_app

from config import Config
from registry.core.encryption import Keyring


def config() -> Config:
    """The settings in force."""
    found: Config = current_app.extensions["registry_config"]
    return found


def keyring() -> Keyring:
    """The field keys in force."""
    found: Keyring = current_app.extensions["keyring"]
    return found


def limit_store() -> Any:
    """Where all processes keep how often they asked other services: a LimitStore of importers.

    It writes on a connection of its own: never ask a service inside a unit of work.
    """
    return current_app.extensions["limit_store"]
