"""A bank to try things on: takes files, books transfers, reports later, and misbehaves when it is told to.

It is the other side of the wire. Beside the schemas and the hardened parser it shares nothing with our own
code: what it reads of a file, and how it adds up, is its own.
"""
