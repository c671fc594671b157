"""Tenants, users and log-ins."""
