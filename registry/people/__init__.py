"""Researchers, their names, identifiers, posts and units; merge."""
