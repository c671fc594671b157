"""The HTTP API: one front door, FastAPI's routes and documents behind it."""
