"""A kept message read again as the work that it describes."""

from __future__ import annotations

import orjson

from importers.errors import ParseError
from importers.records import WorkRecord
from importers.sources import PARSERS
from registry.outputs.errors import UnreadableMessage
from registry.outputs.models import SourceRecord
from registry.outputs.received import Received, opened


def record_of(kept: SourceRecord) -> WorkRecord:
    """The work as the parser of its source gives it now. Raises UnreadableMessage."""
    try:
        return PARSERS[kept.source](orjson.loads(opened(kept.body)))
    except (KeyError, ParseError) as why:
        raise UnreadableMessage(value=kept.source) from why


def received(kept: SourceRecord) -> Received:
    """The message as it came in. Raises UnreadableMessage."""
    return Received(record_of(kept), opened(kept.body), kept.request, kept.received_at)
