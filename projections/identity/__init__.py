"""What people ask about users."""
