"""The month as data: who sells what, what is ordered when, what arrives, and what is billed."""
