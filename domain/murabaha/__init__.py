"""Financing of orders by a bank that buys the goods and sells them on at a fixed markup."""
