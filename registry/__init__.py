"""A registry of research outputs and talents: from hire to paper to goal to annual report."""

__version__ = "0.1.0"
