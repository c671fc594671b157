"""The rules that a tenant sets for itself."""
