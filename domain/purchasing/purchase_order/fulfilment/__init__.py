"""What receiving, invoicing, payments and financing report to an order, and what that makes of it."""
