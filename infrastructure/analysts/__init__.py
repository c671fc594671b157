"""People and programs that ask the database in SQL: their log-ins, and the limits that hold them."""
