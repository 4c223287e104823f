"""A fictional work and the notices about it, in Crossref's shape."""

from registry.core.actor import SYSTEM
from registry.core.unit_of_work import unit_of_work
from registry.outputs.filing import file_works
from registry.outputs.received import Received
from tests.makers.outputs import make_received

WORK = "10.5555/changed.1"
NOTICE = "10.5555/notice.1"
TITLES = {"retraction": "Retraction", "correction": "Correction"}


def update(doi, type_, source=None, date=(2026, 2, 3), record=None) -> dict:
    """An entry of `updated-by` or `update-to`."""
    said = {"DOI": doi, "type": type_, "label": type_, "updated": {"date-parts": [list(date)]}}
    more = {"source": source, "record-id": record}
    return said | {name: value for name, value in more.items() if value}


def make_work(**overrides) -> Received:
    """The work that the notices are about; say no author twice."""
    return make_received(**({"DOI": WORK, "title": ["A sample effect"]} | overrides))


def make_notice(type_, **overrides) -> Received:
    """A notice about the work; its title says so where publishers' do."""
    prefix = TITLES.get(type_)
    title = f"{prefix}: A sample effect" if prefix else "A notice on a sample effect"
    data = {"DOI": NOTICE, "title": [title], "update-to": [update(WORK, type_)]}
    return make_received(**(data | overrides))


def file(work) -> int:
    """File a work, or a whole message, by itself; its key."""
    received = work if isinstance(work, Received) else make_received(message=work)
    with unit_of_work():
        return file_works([received], by=SYSTEM)[0].output_id
