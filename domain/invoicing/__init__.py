"""What suppliers demand: registered as they say it, matched with orders and receipts, disputed, credited."""
