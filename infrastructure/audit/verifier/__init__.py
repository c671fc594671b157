"""The independent verifier, as a file that is handed to auditors; nothing of the product imports it."""
