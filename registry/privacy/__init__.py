"""What is held about a person: what is due to go, erasure, a copy of all, who looked; new keys."""
