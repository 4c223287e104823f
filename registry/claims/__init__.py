"""Which byline position is which researcher."""
