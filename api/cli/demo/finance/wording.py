"""How figures are written, on the terminal and in the report alike."""

import re
from datetime import date
from decimal import Decimal

from api.cli.demo.finance.figures import Refusal

OWN_TIME = (
    "The company is a sandbox with a clock of its own: when things happened is by that clock, "
    "when they were recorded by the real one."
)
"""Why what happened lies later than when it was recorded."""

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


def attempt(refusal: Refusal) -> str:
    """What somebody tried to do to what; a command of several words says that itself."""
    tried = words(refusal.command).lower()
    return tried if " " in tried else f"{tried} {refusal.document}"


def day(when: date) -> str:
    """A day of the year."""
    return f"{when:%-d %b}"
