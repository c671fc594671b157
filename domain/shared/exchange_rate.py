"""Exchange rates: what a total was worth in another currency, on a day, according to somebody."""

from decimal import Decimal
from typing import Annotated, Self

from pydantic import model_validator

from domain.shared.business_date import BusinessDate
from domain.shared.currency import Currency, CurrencyMismatch
from domain.shared.decimal_text import DecimalText
from domain.shared.decimals import EXACT, DecimalShape
from domain.shared.invalid_value import InvalidValue
from domain.shared.message import Message
from domain.shared.money import Money
from domain.shared.rounding import rounded
from domain.shared.text import ShortText

Rate = Annotated[
    Decimal,
    DecimalText(
        DecimalShape(10, positive=True, digits=12), "Units of the target for one.", "1.0842"
    ),
]
"""Above zero, up to 10 decimals: enough for a weak currency against a strong one."""


class RateToItself(InvalidValue):
    """A currency has no rate against itself."""


class ExchangeRate(Message):
    """One ``source`` is worth ``rate`` of ``target`` on ``date``, said ``provider``.

    It is kept in the event that used it, so that the same total can be shown again years later.
    """

    source: Currency
    target: Currency
    rate: Rate
    date: BusinessDate
    provider: ShortText

    def convert(self, amount: Money) -> Money:
        """A document's amount in the target currency, rounded once, half-up to its minor unit.

        Never give it a unit rate: that would be rounded before it is multiplied. Raises
        ``CurrencyMismatch`` for an amount that is not in ``source``.
        """
        if amount.currency is not self.source:
            raise CurrencyMismatch(amount.currency, self.source)
        return rounded(EXACT.multiply(amount.amount, self.rate), self.target).money()

    @model_validator(mode="after")
    def _currencies_differ(self) -> Self:
        if self.source == self.target:
            raise RateToItself("source and target must be two currencies")
        return self
