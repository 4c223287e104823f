"""What things that are due are called."""

from __future__ import annotations

from registry.core.errors import N_
from registry.talent.due import Due

DUES = {
    Due.REPLY: N_("Reply to the offer"),
    Due.NOTICE: N_("End of the public notice"),
    Due.ARRIVAL: N_("Arrival"),
    Due.YEARLY: N_("Yearly review"),
    Due.MIDTERM: N_("Mid-term review"),
    Due.FINAL: N_("Final review"),
    Due.TERM_END: N_("End of the term"),
    Due.MISSING: N_("Documents missing"),
    Due.EXPIRING: N_("Document expires"),
}
