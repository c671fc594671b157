"""What a finance manager wants to see of a month, read from the public API and drawn."""
