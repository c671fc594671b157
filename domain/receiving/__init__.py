"""What was delivered, what of it was accepted, and what went back."""
