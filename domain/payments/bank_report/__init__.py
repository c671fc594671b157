"""The aggregate `bank-report`."""
