"""The three-way match: what is billed against what was ordered and what was accepted."""
