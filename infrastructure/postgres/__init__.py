"""PostgreSQL: where it runs, how it is reached, and how its schema moves forward."""
