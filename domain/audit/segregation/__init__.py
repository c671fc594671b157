"""Which duties one person must not join, and who joined them: a table of data, and a walk over the log."""
