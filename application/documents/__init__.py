"""Documents as they go over the wire: one pure function per aggregate renders its folded state."""
