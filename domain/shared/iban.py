"""Account numbers and bank identifiers as payment files carry them."""

import re
from typing import ClassVar, final

from domain.shared.code_text import CodeText
from domain.shared.country import Country
from domain.shared.iban_registry import STRUCTURES
from domain.shared.invalid_value import InvalidValue
from domain.shared.wire import JsonSchema

_KINDS = {"n": "[0-9]", "a": "[A-Z]", "c": "[A-Z0-9]"}
_PART = re.compile("([0-9]+)([nac])")


def _compiled(structure: str) -> re.Pattern[str]:
    return re.compile(_PART.sub(lambda part: f"{_KINDS[part[2]]}{{{part[1]}}}", structure))


_ACCOUNTS = {country: _compiled(structure) for country, structure in STRUCTURES.items()}
_CHARACTERS = re.compile("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_BIC = re.compile("[A-Z0-9]{4}([A-Z]{2})[A-Z0-9]{2}(?:[A-Z0-9]{3})?")


class InvalidIban(InvalidValue):
    """The text is not an International Bank Account Number."""


class InvalidBic(InvalidValue):
    """The text is not a Business Identifier Code."""


@final
class Iban(CodeText):
    """An IBAN with right check digits (ISO 13616), written without spaces in upper case."""

    __slots__ = ()
    schema: ClassVar[JsonSchema] = {
        "minLength": 15,
        "maxLength": 42,
        "pattern": "^[A-Za-z0-9 ]+$",
        "examples": ["DE89370400440532013000"],
    }

    @property
    def country(self) -> Country:
        """Where the account is kept."""
        return Country(self[:2])

    @property
    def masked(self) -> str:
        """For screens and messages: country, check digits and the last four characters."""
        return f"{self[:4]}...{self[-4:]}"

    @staticmethod
    def canonical(text: str) -> str:
        """Without the spaces people group by; raises ``InvalidIban`` with what is wrong."""
        number = text.replace(" ", "").upper() if text.isascii() else ""
        if not _CHARACTERS.fullmatch(number):
            raise InvalidIban("must be an IBAN: a country, two check digits and the account number")
        account = _ACCOUNTS.get(number[:2])
        if account is None:
            raise InvalidIban(f"must be of a country with IBANs, which {number[:2]} is not")
        if not account.fullmatch(number[4:]):
            raise InvalidIban(f"must have the length and characters of an IBAN of {number[:2]}")
        if not _checks(number):
            raise InvalidIban("must have right check digits; one of its characters is mistyped")
        return number


@final
class Bic(CodeText):
    """A BIC of 8 or 11 characters (ISO 9362), in upper case."""

    __slots__ = ()
    schema: ClassVar[JsonSchema] = {
        "pattern": "^[A-Za-z0-9]{4}[A-Za-z]{2}[A-Za-z0-9]{2}([A-Za-z0-9]{3})?$",
        "examples": ["COBADEFF"],
    }

    @property
    def country(self) -> Country:
        """Where the bank is."""
        return Country(self[4:6])

    @staticmethod
    def canonical(text: str) -> str:
        """In upper case; raises ``InvalidBic`` with what is wrong."""
        code = text.upper() if text.isascii() else ""
        found = _BIC.fullmatch(code)
        if not found:
            raise InvalidBic("must be a BIC of 8 or 11 letters and digits")
        try:
            Country(found[1])
        except InvalidValue:
            raise InvalidBic("must name a country in its fifth and sixth letter") from None
        return code


def _checks(number: str) -> bool:
    """True when the number is 1 modulo 97, letters counting from A = 10 (ISO 7064)."""
    digits = "".join(str(int(character, 36)) for character in number[4:] + number[:4])
    remainder = int(digits) % 97
    return remainder == 1 and 2 <= int(number[2:4]) <= 98
