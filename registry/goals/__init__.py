"""The goals of the institute and the links of items to them, with contribution and evidence."""
