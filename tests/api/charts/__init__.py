"""Charts are to scale."""
