"""Personal data: sealed in events, and gone with its key."""
