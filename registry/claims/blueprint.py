"""Where the pages of claims are gathered, and what their templates may ask."""

from __future__ import annotations

from flask_babel import gettext as _

from registry.claims.schemas import STATES, read_evidence
from registry.core.web import Pages

pages = Pages("claims")
pages.blueprint.add_app_template_filter(read_evidence, "claim_evidence")
pages.blueprint.add_app_template_filter(lambda state: _(STATES[state]), "claim_state")
