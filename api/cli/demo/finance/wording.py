"""How figures are written, on the terminal and in the report alike."""

import re
from datetime import date
from decimal import Decimal

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def amount(value: Decimal) -> str:
    """With thousands apart and the decimals that it has."""
    return f"{value:,f}"


def rounded(value: Decimal) -> str:
    """To whole units, half up, for charts; the tables have the exact ones."""
    return f"{(value + Decimal('0.5')) // 1:,f}"


def percent(value: Decimal) -> str:
    """With one decimal."""
    return f"{value:.1f} %"


def words(name: str) -> str:
    """A name of the API as words: PartiallyReceived is `Partially received`."""
    return _HUMP.sub(" ", name).replace("-", " ").capitalize()


def day(when: date) -> str:
    """A day of the year."""
    return f"{when:%-d %b}"


def count(number: int, noun: str) -> str:
    """So many of them."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
