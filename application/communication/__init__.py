"""Use cases of communication: what events of other contexts have us tell people."""
