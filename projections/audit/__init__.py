"""What auditors ask."""
