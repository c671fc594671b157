"""Use cases of purchasing: one function per command, and the policies that react to events."""
