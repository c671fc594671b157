"""Tamper evidence: trees over the logs, signed heads of them, and checking it all."""
