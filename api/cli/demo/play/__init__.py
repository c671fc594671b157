"""The month as it is played: day after day, ordinary work at once, and scenes that are told."""
