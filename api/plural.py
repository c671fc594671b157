"""Numbers of things, as people say them."""


def count(number: int, noun: str) -> str:
    """So many of them: `1 log`, `2 logs`, `1,000 entries`."""
    if number != 1:
        noun = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {noun}"
