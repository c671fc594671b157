"""Payloads of every event version ever written. Files are added, never edited."""
