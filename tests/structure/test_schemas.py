"""What is compiled from a schema gives what the schema gives."""

import importlib
import pkgutil
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from marshmallow import Schema, fields

import registry
from importers.records import PartialDate
from registry.core.dumping import dumper


def schemas():
    for module in pkgutil.walk_packages(registry.__path__, "registry."):
        if module.name.endswith((".schemas", ".openapi", ".api")):
            importlib.import_module(module.name)
    found, waiting = set(), [Schema]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            waiting.append(kind)
            if kind.__module__.startswith("registry."):
                found.add(kind)
    return sorted(found, key=lambda k: (k.__module__, k.__qualname__))


SPECIAL = {
    "EvidenceField": [{"code": "orcid", "weight": 5.0, "sentence": "Because", "places": {}}],
    "Sentence": SimpleNamespace(sentence="Because", places={}),
    "PartialDateField": PartialDate(2025, 3),
    "CountField": 7,
    "DifferenceField": SimpleNamespace(sentence="Because", places={}),
}
"""Values of fields of our own."""


def example(field):
    if type(field).__name__ in SPECIAL:
        return SPECIAL[type(field).__name__]
    if isinstance(field, fields.Nested):
        return [thing(field.schema)] if field.many else thing(field.schema)
    if isinstance(field, fields.List):
        return [example(field.inner)]
    if isinstance(field, fields.DateTime):
        return datetime(2025, 3, 14, 15, 9, 26, tzinfo=UTC)
    if isinstance(field, fields.Date):
        return date(2025, 3, 14)
    if isinstance(field, fields.Boolean):
        return True
    if isinstance(field, fields.Integer):
        return 7
    if isinstance(field, (fields.Float, fields.Decimal)):
        return 2.5
    if isinstance(field, fields.Dict):
        return {example(field.key_field) if field.key_field else "a": 1}
    return "文 text"


def thing(schema):
    made = SimpleNamespace()
    for name, field in schema.dump_fields.items():
        place, (*way, last) = made, (field.attribute or name).split(".")
        for part in way:
            place.__dict__.setdefault(part, SimpleNamespace())
            place = place.__dict__[part]
        place.__dict__[last] = example(field)
    return made


@pytest.mark.parametrize("kind", schemas(), ids=lambda k: f"{k.__module__}.{k.__name__}")
def test_the_compiled_dump_equals_the_schemas_own(kind):
    full, mapping = thing(kind()), vars(thing(kind()))
    assert dumper(kind)(full) == kind().dump(full)
    assert dumper(kind)(mapping) == kind().dump(mapping)
    empty = SimpleNamespace(**dict.fromkeys(vars(full)))
    assert dumper(kind)(empty) == kind().dump(empty)
    assert dumper(kind)(SimpleNamespace()) == kind().dump(SimpleNamespace())
