"""Publications and the other kinds of output, their bylines, affiliations and source records."""
