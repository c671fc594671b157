"""What was delivered, and what is still to come."""
