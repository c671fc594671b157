"""The figures of a month and their pictures."""
