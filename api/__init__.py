"""Everything that lets people in: HTTP, the command line, and the one composition root."""
