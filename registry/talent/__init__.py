"""Talent programs as data, and each hire under one from recommendation to its end."""
