"""What the program's end says to whoever started it."""

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes; scripts rely on them."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    NOT_VERIFIED = 3
    CONFLICT = 4
    NOT_REACHABLE = 5
    INTERRUPTED = 130
