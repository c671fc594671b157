"""Who is here: tenants and the people who act in them."""
