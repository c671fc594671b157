"""Currencies of ISO 4217, from the table that the ``iso4217`` package keeps."""

import re
from typing import Any, Self, final

import iso4217
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from domain.shared.invalid_value import InvalidValue
from domain.shared.wire import JsonSchema, text_schema

PATTERN = "^[A-Z]{3}$"


class UnknownCurrency(InvalidValue):
    """The code is not an active alphabetic code of ISO 4217."""


class CurrencyMismatch(InvalidValue):
    """Two amounts of different currencies met in one operation.

    Nothing is ever converted in passing: a conversion is an ``ExchangeRate`` with a date and a source.
    """

    def __init__(self, left: str, right: str) -> None:
        super().__init__(f"{left} and {right} cannot be mixed")
        self.left, self.right = left, right


class NoMinorUnit(InvalidValue):
    """Gold, special drawing rights and test codes have no smallest amount that could be paid."""


@final
class Currency(str):
    """An ISO 4217 alphabetic code; one object per code exists, so reading one is a look-up."""

    __slots__ = ("minor_unit",)
    minor_unit: int | None

    def __new__(cls, code: str) -> "Currency":
        """The currency of an upper-case code; raises ``UnknownCurrency`` for any other text."""
        return cls._read(code)

    def __setattr__(self, name: str, value: object) -> None:
        """A currency never changes: it is shared by every amount in it."""
        raise AttributeError(f"a currency is immutable: {name}")

    def __reduce__(self) -> tuple[type["Currency"], tuple[str]]:
        """Copies and pickles come back as the one object of their code."""
        return Currency, (str(self),)

    @property
    def scale(self) -> int:
        """How many decimals its minor unit has (USD 2, JPY 0, KWD 3); raises ``NoMinorUnit``."""
        if self.minor_unit is None:
            raise NoMinorUnit(f"{self} has no minor unit, so no amount can be stated in it")
        return self.minor_unit

    @staticmethod
    def payable() -> tuple["Currency", ...]:
        """Every currency that has a minor unit, so that amounts can be stated in it."""
        return tuple(each for each in _KNOWN.values() if each.minor_unit is not None)

    @classmethod
    def _read(cls, code: Any) -> "Currency":
        found = _KNOWN.get(code) if isinstance(code, str) else None
        if found is None:
            raise UnknownCurrency("must be an ISO 4217 code of three upper-case letters, like EUR")
        return found

    @classmethod
    def _from_table(cls, code: str, minor_unit: int | None) -> Self:
        currency = str.__new__(cls, code)
        object.__setattr__(currency, "minor_unit", minor_unit)
        return currency

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        """A string on the wire, validated by one look-up."""
        return text_schema(cls._read)

    @classmethod
    def __get_pydantic_json_schema__(cls, _: CoreSchema, __: GetJsonSchemaHandler) -> JsonSchema:
        """The shape only: the list itself is ISO's and changes."""
        return {"type": "string", "pattern": PATTERN, "examples": ["EUR"]}


_KNOWN = {
    entry.code: Currency._from_table(entry.code, entry.exponent)
    for entry in iso4217.Currency
    if re.fullmatch(PATTERN, entry.code)
}
