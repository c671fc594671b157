"""What reports count, as pure arithmetic."""
