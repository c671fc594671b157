"""The bank: files of ISO 20022, the way to it over HTTPS, and a simulator that stands in for it."""
