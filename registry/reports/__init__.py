"""The figures of a year, each with its definition and the rows behind it, and their export."""
