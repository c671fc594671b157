"""What is said of whom, and who was forgotten."""
