"""Corrections and retractions: what was marked, by whom, and who was told."""
