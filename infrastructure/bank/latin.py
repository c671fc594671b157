"""Text in the characters that every bank of SEPA takes: A-Z, a-z, 0-9, space and / - ? : ( ) . , ' +.

Letters lose their marks (é is e); letters of their own kind, Greek and Cyrillic ones are written in Latin,
and signs as the one that resembles them, as the European Payments Council advises in EPC217-08. What has
no likeness becomes a full stop.
"""
# ruff: noqa: RUF001 - letters that look like others are what this is about

import re
import unicodedata
from itertools import chain

_LETTERS = """
ß ss ẞ SS Æ AE æ ae Ø O ø o Œ OE œ oe Đ D đ d Ð D ð d Þ TH þ th Ł L ł l Ħ H ħ h ı i ĸ k Ŋ N ŋ n Ŧ T ŧ t
α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y φ f χ ch ψ ps ω o
а a б b в v г g д d е e ж zh з z и i к k л l м m н n о o п p р r с s т t у u ф f х h ц ts ч ch ш sh
щ sht ъ a ы y ь y э e ю yu я ya ђ dj ј j љ lj њ nj ћ c џ dz є e і i
""".split()  # noqa: SIM905 - pairs of words read better than pairs of literals
_SIGNS = "!.\".#.$.%.&+*.;,<(=.>)@.[(\\/])^._-`'{(|/})~-€E‘'’'“.”.–-—-…."

_SMALL = dict(zip(_LETTERS[::2], _LETTERS[1::2], strict=True))
_CAPITAL = {
    letter.upper(): latin.capitalize()
    for letter, latin in _SMALL.items()
    if len(letter.upper()) == 1
}
_LATIN = str.maketrans(
    dict(chain(zip(_SIGNS[::2], _SIGNS[1::2], strict=True), _CAPITAL.items(), _SMALL.items()))
)
_STRANGE = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")
_SLASHES = re.compile(r"/{2,}")


def latin(text: str, most: int) -> str:
    """The text as a bank takes it, cut at `most` characters; empty when nothing of it can be told.

    There is no slash at either end and no two in a row, because banks split fields at them.
    """
    plain = unicodedata.normalize("NFKD", text.translate(_LATIN).replace("й", "y"))
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign)).translate(_LATIN)
    told = _SLASHES.sub("/", _STRANGE.sub(".", " ".join(bare.split())))
    cut = told.strip("/ ")[:most].strip("/ ")
    return cut if any(sign.isalnum() for sign in cut) else ""
