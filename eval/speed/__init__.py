"""How fast everything is, and what it takes: adding, asking, starting, as an index grows."""
