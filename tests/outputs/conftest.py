"""Requests as an actor."""

import pytest

from registry.core.actor import VISITOR

BEARER = {"Authorization": "Bearer test"}


@pytest.fixture
def call(app, monkeypatch):
    """Send a request as an actor; gives status and answer."""

    def send(method, path, *, by=VISITOR, **options):
        monkeypatch.setitem(app.extensions, "actor_loader", lambda: by)
        headers = BEARER | options.pop("headers", {})
        answer = app.test_client().open(path, method=method, headers=headers, **options)
        return answer.status_code, answer

    return send
