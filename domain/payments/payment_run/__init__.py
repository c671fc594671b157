"""The aggregate `payment-run`."""
