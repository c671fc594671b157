"""Tables that are taken along as files: what they are written as, and what is said of them."""
