"""The policy back-test: which decisions of the past another policy would have changed."""
