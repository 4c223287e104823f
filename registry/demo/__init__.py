"""A sample institute to try the registry with.

Invented people and papers, removed by one command.
"""
