"""Jobs in PostgreSQL: what they work on, how far they have got, and whose turn it is."""
