"""Use cases of financing by a bank that buys, owns and resells."""
