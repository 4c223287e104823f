"""One study, one count: preprint and article, and outputs entered twice."""
