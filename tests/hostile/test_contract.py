"""Every operation of the API answers as its OpenAPI document says, whatever it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import (
    ignored_auth,
    negative_data_rejection,
    positive_data_acceptance,
    unsupported_method,
)

from tests.hostile.conftest import World
from tests.hostile.test_every_route import CODES, KEYS

LEFT_OUT = [
    ignored_auth,  # most reading is public: an answer without a sign-in is right
    negative_data_rejection,  # who may not ask at all is told so (401, 403, 404) before
    positive_data_acceptance,  # a schema cannot say which programs, units and claims there are
    unsupported_method,  # two packages may serve one address with different methods
]
EXAMPLES = settings(
    max_examples=2,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


def _operations(world: World) -> Iterator[APIOperation]:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", world.app)
    for found in schema.get_all_operations():
        yield found.ok()


def _known(world: World, operation: APIOperation) -> dict[str, Any] | None:
    """Keys of things that are there, for the address of the operation."""
    resource = operation.path.removeprefix("/api/v1").split("/")[1]
    keys = KEYS | {"code": CODES.get(resource, "1")}
    named = {p.name: world.address(keys.get(p.name, "1")) for p in operation.path_parameters}
    return {name: int(key) if key.isdigit() else key for name, key in named.items()} or None


def _ask(world: World, role: str, operation: APIOperation, mode: GenerationMode) -> None:
    headers = {"Authorization": f"Bearer {world.keys.get(role, 'no')}"}
    known = _known(world, operation) if mode is GenerationMode.POSITIVE else None

    @EXAMPLES
    @given(operation.as_strategy(mode, path_parameters=known))
    def asked(case: Case) -> None:
        case.call_and_validate(headers=headers, excluded_checks=LEFT_OUT)

    try:
        asked()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE, operation.label  # there is nothing to get wrong


@pytest.mark.timeout(240)
@pytest.mark.parametrize("role", ["visitor", "researcher", "hr", "administrator"])
def test_answers_are_as_described(fresh_world: World, role: str) -> None:
    faults = []
    for operation in _operations(fresh_world):
        for mode in MODES:
            try:
                _ask(fresh_world, role, operation, mode)
            except AssertionError as why:
                faults.append(f"{operation.label} {mode}: {why}")
            except BaseExceptionGroup as why:
                faults += [f"{operation.label} {mode}: {one}" for one in why.exceptions]
    assert "\n\n".join(faults) == ""
