"""JSON: outputs whole, as the API gives them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from registry.core.dumping import dumper
from registry.outputs.formats.pieces import array
from registry.outputs.schemas import OutputDetailSchema
from registry.outputs.views import OutputView


def write(outputs: Iterable[OutputView]) -> Iterator[str]:
    """An array of outputs in the shape of `OutputDetailSchema`."""
    return array(map(dumper(OutputDetailSchema), outputs))
