"""Payments: what is owed to suppliers, the runs that pay it, and what the bank says of them."""
