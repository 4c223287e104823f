"""Import runs: records taken from importers and filed as outputs."""
