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


def _made(
    operation: APIOperation, mode: GenerationMode, known: dict[str, Any] | None
) -> list[Case]:
    """What to send: the same for every role, and made once, which takes longer than sending it."""
    cases: list[Case] = []

    @EXAMPLES
    @given(operation.as_strategy(mode, path_parameters=known))
    def made(case: Case) -> None:
        cases.append(case)

    try:
        made()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE, operation.label  # there is nothing to get wrong
    return cases


@pytest.fixture(scope="module")
def cases(world: World) -> list[tuple[str, Case]]:
    """Requests to every operation, right ones and wrong ones, and what each is called."""
    return [
        (f"{operation.label} {mode}", case)
        for operation in _operations(world)
        for mode, known in zip(MODES, (_known(world, operation), None), strict=True)
        for case in _made(operation, mode, known)
    ]


def _faults(case: Case, key: str) -> list[Exception]:
    headers = {"Authorization": f"Bearer {key}"}
    try:
        case.call_and_validate(headers=headers, excluded_checks=LEFT_OUT)
    except AssertionError as why:
        return [why]
    except BaseExceptionGroup as why:
        return list(why.exceptions)
    return []


@pytest.mark.timeout(240)
@pytest.mark.parametrize("role", ["visitor", "researcher", "hr", "administrator"])
def test_answers_are_as_described(
    world: World, cases: list[tuple[str, Case]], fresh_world: World, role: str
) -> None:
    assert fresh_world.ids == world.ids
    key = fresh_world.keys.get(role, "no")
    faults = [f"{name}: {why}" for name, case in cases for why in _faults(case, key)]
    assert "\n\n".join(faults) == ""
