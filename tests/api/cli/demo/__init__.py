"""The play, from the empty machine to the last line."""
