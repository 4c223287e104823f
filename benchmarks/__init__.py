"""How fast the registry is, beside the textbook way of doing the same and the ceiling.

Each figure is CPU time of this process and of PostgreSQL's, because wall time on a shared machine
says little. All three ways give the same answers from the same tables in the same run, in turn.
"""
