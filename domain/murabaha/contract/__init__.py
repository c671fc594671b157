"""A murabaha: the bank buys, owns, and resells at cost plus a markup that is fixed once and never grows."""
