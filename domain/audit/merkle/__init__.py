"""The tree over a log: RFC 6962 hashing, proofs as RFC 9162 verifies them, tiles as C2SP stores them."""
