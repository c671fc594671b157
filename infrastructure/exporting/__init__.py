"""Tables of a tenant at one moment, read as they are taken along."""
