"""Running the registry.

First start, serving, the worker, health, and what readers must know of its state.
"""
