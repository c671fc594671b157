"""What is to be paid, in which runs, and what the bank said."""
