"""Where log-ins are kept: outside the log, because a password is no history."""
