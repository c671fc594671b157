"""Use cases of receiving."""
