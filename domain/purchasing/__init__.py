"""Buying: suppliers, requisitions, orders, and the authority to approve them."""
