"""Use cases of paying: schedules, runs, and what the bank says of them."""
