"""Who changed what and when: append-only events, each chained to the one before by its hash."""
