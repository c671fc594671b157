"""A customer of the product: the money it counts in, the day it lives in, its clock if it has its own."""
