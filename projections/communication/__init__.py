"""What communication shows."""
