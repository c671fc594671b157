"""The event log on PostgreSQL: appended in groups, read by position, never changed."""
