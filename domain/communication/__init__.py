"""What we tell people, inside and outside."""
