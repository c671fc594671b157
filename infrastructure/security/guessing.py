"""Which passwords are too easy to guess, by the estimator and the word lists of the zxcvbn package.

Its lists hold the 30,000 most common passwords beside names and words; the estimate also sees through
what people do to them: capitals, digits at the end, keyboard walks, repetitions, leetspeak.
"""

import re
import unicodedata
from collections.abc import Iterable

FEWEST_CHARACTERS = 12
MOST_CHARACTERS = 128
FEWEST_GUESSES = 10**8
"""What an attacker who is throttled cannot try, and who stole the hashes can pay for only dearly."""

_JUDGED_CHARACTERS = 32
"""The estimate takes quadratic time, and what begins strong is strong."""

_AMBIGUOUS = frozenset("!$%(+0123456789<@[{|")
_MOST_AMBIGUOUS = 8
"""With more signs that may stand for letters, the estimate tries hundreds of readings of the whole; half of
it is enough then, as so many different signs are no word."""


def normalised(password: str) -> str:
    """One form for what looks the same, so that another keyboard does not lock somebody out."""
    return unicodedata.normalize("NFKC", password)


def weakness(password: str, about: Iterable[str]) -> str | None:
    """Why the password must not be used, as a sentence, or None.

    `about` is what others know of the person: name, e-mail address and the parts of both are no secrets.
    """
    password = normalised(password)
    if len(password) < FEWEST_CHARACTERS:
        return f"the password must have at least {FEWEST_CHARACTERS} characters"
    if len(password) > MOST_CHARACTERS:
        return f"the password must have at most {MOST_CHARACTERS} characters"
    if _guesses(password, about) < FEWEST_GUESSES:
        return "the password is too easy to guess; a few unrelated words make a good one"
    return None


def judged(password: str) -> str:
    """The beginning of a password by which all of it is judged, in a time that nobody can draw out."""
    beginning = password[:_JUDGED_CHARACTERS]
    if len(_AMBIGUOUS.intersection(beginning)) <= _MOST_AMBIGUOUS:
        return beginning
    return beginning[: _JUDGED_CHARACTERS // 2]


def _guesses(password: str, about: Iterable[str]) -> int:
    """How many attempts it takes somebody who knows the person: what they know costs them none."""
    # Loaded late: its word lists take a while, and few processes need them.
    from zxcvbn import zxcvbn  # type: ignore[import-untyped]  # noqa: PLC0415

    known = [part for text in about for part in _parts(text)]
    unknown = password
    for part in sorted(known, key=len, reverse=True):
        unknown = re.sub(re.escape(part), "", unknown, flags=re.IGNORECASE)
    if not unknown:
        return 0
    estimate = zxcvbn(judged(unknown), user_inputs=["daybook", *known])
    return int(estimate["guesses"])


def _parts(text: str) -> list[str]:
    letters = "".join(letter if letter.isalnum() else " " for letter in text)
    return [text, *(part for part in letters.split() if len(part) > 2)]
