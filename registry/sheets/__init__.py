"""Lists of HR as spreadsheets, out and in again: template, export, plan, apply, undo."""
