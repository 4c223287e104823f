"""What kinds are called, as message ids of the catalogue."""

from __future__ import annotations

from registry.core.errors import N_
from registry.goals.items import ItemKind
from registry.goals.models import EvidenceKind

ITEM_KINDS: dict[ItemKind, str] = {
    ItemKind.OUTPUT: N_("Output"),
    ItemKind.HIRE: N_("Recruit"),
    ItemKind.RESEARCHER: N_("Researcher"),
    ItemKind.UNIT: N_("Unit"),
}

EVIDENCE_KINDS: dict[EvidenceKind, str] = {
    EvidenceKind.PUBLICATION: N_("Publication"),
    EvidenceKind.PATENT: N_("Patent"),
    EvidenceKind.SOFTWARE_PLATFORM: N_("Software or platform"),
    EvidenceKind.DEVICE_TESTBED: N_("Device or testbed"),
    EvidenceKind.NETWORK_NODE: N_("Network node"),
    EvidenceKind.NETWORK_LINK: N_("Network link"),
    EvidenceKind.STANDARD: N_("Standard"),
    EvidenceKind.DATASET: N_("Dataset"),
    EvidenceKind.AWARD: N_("Award"),
    EvidenceKind.HIRE: N_("Recruit on board"),
    EvidenceKind.TRAINED_PERSON: N_("Person trained"),
    EvidenceKind.TRANSFER: N_("Technology transfer"),
    EvidenceKind.COLLABORATION: N_("Collaboration"),
    EvidenceKind.EVENT: N_("Event"),
}
