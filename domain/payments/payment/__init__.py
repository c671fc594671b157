"""The aggregate `payment`."""
