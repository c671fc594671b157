"""What keeps documents apart that must not be mistaken for each other."""
