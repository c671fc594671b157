"""The policy back-test against a recount that shares nothing with it."""
