"""What others make of our process logs, with their own programs."""
