"""Reports, and the facts that they are made of."""
