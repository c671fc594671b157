"""How many people an approval takes."""

from enum import StrEnum


class ApprovalMode(StrEnum):
    """``single``: one person of the level. ``sequential``: another person for each level up to it."""

    SINGLE = "single"
    SEQUENTIAL = "sequential"
