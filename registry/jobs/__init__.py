"""Background work as rows.

Leased by a worker, resumed by another after a kill, never lost and never doubled.
"""
