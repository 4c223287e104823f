"""Claims as pages: the inbox and one's answers, one paper, and what curators look at."""

from __future__ import annotations

from registry.claims import (
    collision_pages,
    curation_pages,
    fact_pages,
    inbox_pages,
    mine_pages,
    paper_pages,
)
from registry.claims.blueprint import pages

PARTS = (inbox_pages, mine_pages, paper_pages, curation_pages, collision_pages, fact_pages)

__all__ = ["PARTS", "pages"]
