"""What should become of an order's deliveries, invoices and payments, told without events or tables."""
