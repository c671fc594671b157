"""What invoicing is asked."""
