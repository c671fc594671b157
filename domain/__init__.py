"""Pure rules of the business: no clock, no I/O, no framework, so that replay is exact."""
