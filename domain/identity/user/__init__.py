"""A person who acts in a tenant: who they are, what they may do, and how much they may approve."""
