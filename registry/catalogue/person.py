"""A researcher in the words of schema.org, for machines that read the page."""

from __future__ import annotations

from typing import Any

from registry.core.settings import config
from registry.people.models import Researcher


def as_json_ld(researcher: Researcher) -> dict[str, Any]:
    """A Person; the iD is named only where its owner confirmed it."""
    address = f"{config().base_url}/researchers/{researcher.id}"
    proven = researcher.orcid if researcher.orcid_authenticated else None
    called = list(dict.fromkeys([researcher.name_en, researcher.name_zh, *published(researcher)]))
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Person",
        "@id": f"https://orcid.org/{proven}" if proven else address,
        "url": address,
        "name": called[0],
        "alternateName": called[1:],
        "sameAs": [f"https://orcid.org/{proven}"] if proven else [],
        "affiliation": [
            {"@type": "Organization", "name": post.unit.name_en, "alternateName": post.unit.name_zh}
            for post in researcher.current_posts
        ],
    }
    return {name: value for name, value in found.items() if value}


def published(researcher: Researcher) -> list[str]:
    """What they are called and publish under today."""
    return [name.full for name in researcher.public_names]
