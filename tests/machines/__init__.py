"""Walks over every transition table of the domain, whatever it is about."""
