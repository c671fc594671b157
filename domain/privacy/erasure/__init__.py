"""The erasure of a person, or of a supplier who may be one."""
