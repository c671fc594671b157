"""For whoever may tell somebody of what happens, and has nobody to tell."""


def nobody_minds(*_: object) -> None:
    """What is told is heard by nobody."""
