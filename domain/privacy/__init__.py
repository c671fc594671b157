"""What people are owed about the data that is kept of them."""
