"""The goals that the registry brings along, and links of sample items to them."""

from registry.core.actor import SYSTEM
from registry.goals import service
from registry.goals.models import GoalLink
from tests.makers.claims import make_paper


def load_goals() -> None:
    """The four goals with their sub-aims."""
    service.load_goals(by=SYSTEM)


def make_link(item=None, goal="G3", *, by=SYSTEM, **overrides) -> GoalLink:
    """A primary link of an item, else of a new paper."""
    data = {"statement": "Shows a longer lifetime of the logical qubit.", "primary": True}
    return service.link(item or make_paper(), goal, data | overrides, by=by)
