"""The web: what a route is, for the API and for pages.

Nothing else knows how a request becomes a call of a verb.
"""

from registry.core.web.api import Resource
from registry.core.web.pages import Pages, redirect_to, show
from registry.core.web.requests import current_actor, current_locale

__all__ = ["Pages", "Resource", "current_actor", "current_locale", "redirect_to", "show"]
