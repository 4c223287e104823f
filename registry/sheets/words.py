"""What states, modes and actions of spreadsheets are called; every text is a message id."""

from __future__ import annotations

from registry.core.errors import N_
from registry.sheets.models import Action, Mode, SheetState

STATES = {
    SheetState.READING: N_("Being read"),
    SheetState.PLANNED: N_("Planned"),
    SheetState.APPLYING: N_("Being applied"),
    SheetState.APPLIED: N_("Applied"),
    SheetState.UNDOING: N_("Being undone"),
    SheetState.UNDONE: N_("Undone"),
    SheetState.FAILED: N_("Failed"),
    SheetState.DISCARDED: N_("Discarded"),
    "cancelled": N_("Cancelled"),
}
MODES = {
    Mode.ALL_OR_NOTHING: N_("All or nothing"),
    Mode.ROW_BY_ROW: N_("Row by row"),
}
MODE_HINTS = {
    Mode.ALL_OR_NOTHING: N_("Nothing is written unless every row can be taken."),
    Mode.ROW_BY_ROW: N_("Good rows are taken; refused rows stay out."),
}
ACTIONS = {
    Action.REFUSED: N_("Refused"),
    Action.ASK: N_("Known already?"),
    Action.CHANGE: N_("Change"),
    Action.ADD: N_("Add"),
    Action.NOTHING: N_("Nothing to do"),
}
APPLIED = N_("Applied")
KEPT = N_("Not undone")
TONES = {
    SheetState.READING: "running",
    SheetState.APPLYING: "running",
    SheetState.UNDOING: "running",
    SheetState.APPLIED: "done",
    Action.REFUSED: "refused",
    Action.ASK: "kept",
    Action.CHANGE: "changed",
    Action.ADD: "new",
    Action.NOTHING: "unchanged",
}
"""The tone of a state or action, as badges know tones."""
