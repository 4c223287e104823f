"""One application for all tests about the code; its database is never touched."""

import pytest

from config import Config
from registry.app import create_app


@pytest.fixture(scope="session")
def built(data_dir):
    return create_app(Config(data_dir=data_dir))
