"""The routes by resource; each function only translates."""
