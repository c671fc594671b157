"""A supplier's reversal of something invoiced."""
