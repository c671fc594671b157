"""What people ask about purchasing."""
