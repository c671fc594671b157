"""Use cases: each loads a document, lets the domain decide, and appends what happened."""
