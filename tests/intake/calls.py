"""Requests to the API of imports, as tests send them."""

from __future__ import annotations

import io

BEARER = {"Authorization": "Bearer test"}
DOI = "10.5555/sample.1"


def post(client, path, body=None, **headers):
    return client.post(f"/api/v1{path}", json=body or {}, headers=BEARER | headers)


def get(client, path):
    return client.get(f"/api/v1{path}", headers=BEARER)


def send(client, content, name="list.txt", **fields):
    data = {"file": (io.BytesIO(content), name), **fields}
    return client.post("/api/v1/imports", data=data, headers=BEARER)
