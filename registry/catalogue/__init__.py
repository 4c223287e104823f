"""The read side that joins domains: lists and pages with claims and goals, first page by role."""
