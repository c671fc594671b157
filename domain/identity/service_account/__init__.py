"""A machine that acts for a person: what it may do at most, and the keys by which it is known."""
