"""What people ask about financing."""
