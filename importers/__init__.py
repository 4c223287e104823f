"""Fetch and parse records of other services, to frozen records; knows nothing of the registry."""
