"""How many people an approval takes."""

from enum import StrEnum


class ApprovalMode(StrEnum):
    """``single``: one person of the required level. ``sequential``: each level up to it, by another person."""

    SINGLE = "single"
    SEQUENTIAL = "sequential"
