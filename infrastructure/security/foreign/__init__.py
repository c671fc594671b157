"""Issuers whom a deployment trusts beside us: which, with which keys, and what their tokens mean here."""
