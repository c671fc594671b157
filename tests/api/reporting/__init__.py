"""Reports in every form."""
