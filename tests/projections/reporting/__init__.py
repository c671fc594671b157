"""Reports, each against a recount of the log by another route."""
