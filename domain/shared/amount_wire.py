"""The JSON object ``{"amount": "12.50", "currency": "USD"}`` and everything that can be wrong with it."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pydantic_core import InitErrorDetails, ValidationError

from domain.shared.currency import PATTERN, Currency
from domain.shared.decimals import DecimalShape
from domain.shared.invalid_value import InvalidValue
from domain.shared.wire import JsonSchema, missing, unexpected, wrong

_FIELDS = ("amount", "currency")


class NotAnAmount(InvalidValue):
    """The value is not an object of an amount and a currency."""


@dataclass(frozen=True, slots=True)
class WireForm:
    """How one kind of amount is read, and how it is described."""

    name: str
    shapes: tuple[DecimalShape, ...]
    example: str
    description: str
    known: dict[str, tuple[Currency, DecimalShape]] = field(init=False)

    def __post_init__(self) -> None:
        known = {str(each): (each, self.shapes[each.scale]) for each in Currency.payable()}
        object.__setattr__(self, "known", known)

    def read(self, given: Any) -> tuple[Decimal, Currency]:
        """The two parts of a well-formed object; the sound case costs a look-up and a match."""
        if not isinstance(given, dict):
            raise NotAnAmount('must be an object like {"amount": "12.50", "currency": "USD"}')
        try:
            if len(given) == len(_FIELDS):
                currency, shape = self.known[given["currency"]]
                return shape.read(given["amount"]), currency
        except (KeyError, TypeError, InvalidValue):
            pass
        raise ValidationError.from_exception_data(self.name, self._problems(given))

    def _problems(self, given: dict[Any, Any]) -> list[InitErrorDetails]:
        found = [missing(name, given) for name in _FIELDS if name not in given]
        found += [unexpected(name, given[name]) for name in given if name not in _FIELDS]
        shape = self.shapes[-1]
        for name in (name for name in reversed(_FIELDS) if name in given):
            try:
                if name == "currency":
                    shape = self.shapes[Currency(given[name]).scale]
                else:
                    shape.read(given[name])
            except InvalidValue as problem:
                found.append(wrong(name, problem, given[name]))
        return found

    def json_schema(self) -> JsonSchema:
        """The shape with the widest minor unit: how many decimals a currency has is ISO's to say."""
        return {
            "type": "object",
            "title": self.name,
            "description": self.description,
            "properties": {
                "amount": {"type": "string", "pattern": self.shapes[-1].pattern},
                "currency": {"type": "string", "pattern": PATTERN},
            },
            "required": list(_FIELDS),
            "additionalProperties": False,
            "examples": [{"amount": self.example, "currency": "USD"}],
        }
