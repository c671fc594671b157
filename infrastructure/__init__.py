"""Adapters: everything that touches PostgreSQL, files, keys and the outside world."""
