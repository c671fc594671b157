"""Mail: what waits to be written, how it looks, and how it travels."""
