"""What people are called and how bylines and lists spell it: forms, keys, comparison. Pure."""
