"""Whom we buy from: registered, activated, blocked, and paid to accounts that two people vouch for."""
