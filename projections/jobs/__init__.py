"""What the read side says of long work."""
