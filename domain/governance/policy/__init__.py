"""The policies of a tenant: what they are, who set each of them and when, and what applied before."""
