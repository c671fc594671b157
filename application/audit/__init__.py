"""What auditors ask of the whole log."""
