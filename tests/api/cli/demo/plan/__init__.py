"""The plan of the month."""
