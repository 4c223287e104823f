"""What several works of a kind are called, as message ids of the catalogue."""

from __future__ import annotations

from registry.core.errors import N_
from registry.outputs.models import Kind

SEVERAL = {
    Kind.PUBLICATION: N_("Publications"),
    Kind.PATENT: N_("Patents"),
    Kind.SOFTWARE: N_("Software"),
    Kind.DATASET: N_("Datasets"),
    Kind.STANDARD: N_("Standards"),
    Kind.DEVICE: N_("Devices and testbeds"),
    Kind.NETWORK_NODE: N_("Network nodes"),
    Kind.NETWORK_LINK: N_("Network links"),
    Kind.AWARD: N_("Awards"),
    Kind.TRANSFER: N_("Technology transfers"),
    Kind.COLLABORATION: N_("Collaborations"),
    Kind.EVENT: N_("Events"),
    Kind.TRAINED_PERSON: N_("People trained"),
}
