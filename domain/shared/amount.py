"""What all amounts of money have in common: a decimal, a currency, and what they refuse."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, ClassVar, NoReturn, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from domain.shared.amount_wire import WireForm
from domain.shared.currency import Currency, CurrencyMismatch
from domain.shared.decimals import EXACT, DecimalShape, exact
from domain.shared.wire import JsonSchema, object_schema

_NOTHING = Decimal(0)


class Amount:
    """A decimal amount in one currency: immutable, hashable, equal by kind and value.

    On the wire it is ``{"amount": "12.50", "currency": "USD"}`` with the amount as text. ``shapes``
    says, for each minor unit of ISO 4217 (0 to 4 decimals), what this kind of amount looks like.
    """

    __slots__ = ("amount", "currency")
    amount: Decimal
    currency: Currency
    shapes: ClassVar[tuple[DecimalShape, ...]]
    wire: ClassVar[WireForm]

    def __init_subclass__(cls, *, shapes: tuple[DecimalShape, ...], example: str) -> None:
        """Each kind of amount states its shapes and an example for OpenAPI."""
        cls.shapes = shapes
        cls.wire = WireForm(cls.__name__, shapes, example, (cls.__doc__ or "").split("\n")[0])

    def __init__(self, amount: Decimal | int | str, currency: str) -> None:
        """Takes exact numbers only; text follows the wire's grammar, numbers must fit as they are."""
        known = Currency(currency)
        shape = self.shapes[known.scale]
        number = shape.read(amount) if isinstance(amount, str) else shape.check(exact(amount))
        object.__setattr__(self, "amount", number)
        object.__setattr__(self, "currency", known)

    @classmethod
    def zero(cls, currency: str) -> Self:
        """Nothing, in that currency."""
        return cls(0, currency)

    @property
    def text(self) -> str:
        """The canonical decimal text, as it is on the wire."""
        return str(self.amount)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        """Amounts never change; arithmetic gives new ones."""
        raise AttributeError(f"{type(self).__name__} is immutable: {name}")

    def __delattr__(self, name: str) -> NoReturn:
        """Amounts never lose a part."""
        raise AttributeError(f"{type(self).__name__} is immutable: {name}")

    def __reduce__(self) -> tuple[type[Self], tuple[str, str]]:
        """Copies and pickles are rebuilt by the constructor, so they are valid too."""
        return type(self), (self.text, str(self.currency))

    def __eq__(self, other: object) -> bool:
        """Same kind, same currency, same value."""
        if type(other) is not type(self):
            return NotImplemented
        return self.currency is other.currency and self.amount == other.amount

    def __hash__(self) -> int:
        """Equal amounts hash alike, however they were written."""
        return hash((self.amount, self.currency))

    def __lt__(self, other: Self) -> bool:
        """Orders one kind in one currency; raises ``CurrencyMismatch`` across currencies."""
        return self.amount < self._comparable(other)

    def __le__(self, other: Self) -> bool:
        """See ``<``."""
        return self.amount <= self._comparable(other)

    def __gt__(self, other: Self) -> bool:
        """See ``<``."""
        return self.amount > self._comparable(other)

    def __ge__(self, other: Self) -> bool:
        """See ``<``."""
        return self.amount >= self._comparable(other)

    def __bool__(self) -> bool:
        """False for zero only."""
        return bool(self.amount)

    def __str__(self) -> str:
        """For people: the amount, then the code."""
        return f"{self.text} {self.currency}"

    def __repr__(self) -> str:
        """For tests and consoles: the expression that builds it again."""
        return f"{type(self).__name__}({self.text!r}, {str(self.currency)!r})"

    def _comparable(self, other: "Amount") -> Decimal:
        if type(other) is not type(self):
            raise TypeError(f"{type(self).__name__} has no order with {type(other).__name__}")
        return self._like(other)

    def _like(self, other: "Amount") -> Decimal:
        self.must_share_currency(other)
        return other.amount

    def must_share_currency(self, other: "Amount") -> None:
        """Raises ``CurrencyMismatch`` unless both amounts are in one currency."""
        if self.currency is not other.currency:
            raise CurrencyMismatch(self.currency, other.currency)

    def to_wire(self) -> dict[str, str]:
        """The JSON object that stands for it in commands, events and answers."""
        return {"amount": str(self.amount), "currency": self.currency}

    @classmethod
    def from_wire(cls, given: Any) -> Self:
        """Reads the JSON object; a problem points at the field that has it."""
        if type(given) is cls:
            return given
        number, currency = cls.wire.read(given)
        made = cls.__new__(cls)
        object.__setattr__(made, "amount", number)
        object.__setattr__(made, "currency", currency)
        return made

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        """One Python call in and one out."""
        return object_schema(cls.from_wire, cls.to_wire, f"{cls.__module__}.{cls.__name__}")

    @classmethod
    def __get_pydantic_json_schema__(cls, _: CoreSchema, __: GetJsonSchemaHandler) -> JsonSchema:
        """What OpenAPI says of it, so that a generated client can check it too."""
        return cls.wire.json_schema()


def sum_of(kind: type[Amount], amounts: Iterable[Amount], currency: str) -> Decimal:
    """The exact sum of amounts of one kind; raises ``CurrencyMismatch`` for one in another currency."""
    known, total = Currency(currency), _NOTHING
    for each in amounts:
        if type(each) is not kind:
            raise TypeError(f"a sum of {kind.__name__} takes no {type(each).__name__}")
        if each.currency is not known:
            raise CurrencyMismatch(known, each.currency)
        total = EXACT.add(total, each.amount)
    return total
