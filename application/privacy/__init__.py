"""Use cases about the data that is kept of people."""
