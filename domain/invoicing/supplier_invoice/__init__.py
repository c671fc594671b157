"""A supplier's demand to be paid: matched with what was ordered and received, or disputed."""
