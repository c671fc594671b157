"""Approval levels, and the totals up to which each of them is enough."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import ValidationInfo, field_validator, model_validator

from domain.shared.currency import Currency, CurrencyMismatch
from domain.shared.decimal_text import DecimalText
from domain.shared.decimals import DecimalShape
from domain.shared.invalid_value import InvalidValue
from domain.shared.message import Message
from domain.shared.money import Money

_Limit = Annotated[
    Decimal, DecimalText(DecimalShape(4), "A total in the policy's currency.", "1000.00")
]


class ThresholdsOutOfOrder(InvalidValue):
    """The first level would reach as far as the second."""


class ApprovalLevel(StrEnum):
    """How much a person may approve: ``L1 < L2 < L3``, written as its name."""

    L1 = "L1"
    L2 = "L2"
    L3 = "L3"

    @property
    def rank(self) -> int:
        """1 for the lowest."""
        return int(self.value[1:])

    def covers(self, required: "ApprovalLevel") -> bool:
        """True when a person of this level may approve what requires ``required``."""
        return self >= required

    def steps(self) -> tuple["ApprovalLevel", ...]:
        """The levels that a sequential approval passes on its way here, lowest first."""
        return tuple(level for level in ApprovalLevel if level <= self)


class ApprovalThresholds(Message):
    """Up to and including ``l1`` needs L1, up to and including ``l2`` needs L2, anything above L3.

    Tenant policy in the tenant's own currency; the thresholds that applied are kept in the event.
    """

    currency: Currency
    l1: _Limit
    l2: _Limit

    @classmethod
    def default(cls, currency: Currency) -> Self:
        """What applies until a tenant says otherwise: 1,000.00 and 10,000.00."""
        return cls(currency=currency, l1=Decimal(1000), l2=Decimal(10000))

    def level_for(self, total: Money) -> ApprovalLevel:
        """The level that a total requires; raises ``CurrencyMismatch`` for another currency."""
        if total.currency is not self.currency:
            raise CurrencyMismatch(total.currency, self.currency)
        if total.amount <= self.l1:
            return ApprovalLevel.L1
        return ApprovalLevel.L2 if total.amount <= self.l2 else ApprovalLevel.L3

    @field_validator("l1", "l2")
    @classmethod
    def _limit_is_money(cls, limit: Decimal, info: ValidationInfo) -> Decimal:
        currency = info.data.get("currency")
        return limit if currency is None else Money(limit, currency).amount

    @model_validator(mode="after")
    def _limits_rise(self) -> Self:
        if self.l1 >= self.l2:
            raise ThresholdsOutOfOrder("l1 must be below l2, or nobody could approve at level L2")
        return self
