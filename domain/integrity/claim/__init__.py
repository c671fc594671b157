"""A name that documents lay claim to, so that two at the same instant find out about each other."""
