"""Background work as rows: leased by a worker, resumed by another after a kill, never lost and never doubled."""
