"""Approval authority that one person hands to another for a range of days."""
