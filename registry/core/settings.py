"""The settings and keys of the running app, for code that has no request."""

from __future__ import annotations

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
