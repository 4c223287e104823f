"""Accounts, roles, sign-in, API tokens and messages."""
