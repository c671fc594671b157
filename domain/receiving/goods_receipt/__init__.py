"""The note of one delivery: taken as it came, or held until a second person decides about it."""
