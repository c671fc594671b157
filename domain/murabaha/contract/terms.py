"""What the parties agree on, and what it comes to month by month."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from domain.shared.allocation import instalments as equal_parts
from domain.shared.business_date import BusinessDate, months_after
from domain.shared.currency import Currency
from domain.shared.invalid_value import InvalidValue
from domain.shared.message import Message
from domain.shared.money import Money
from domain.shared.percent import Percent
from domain.shared.rounding import percent_of

_THRESHOLD = Decimal(50_000)
MOST_INSTALMENTS = 360


class MarkupUnclear(InvalidValue):
    """The markup is stated as a percentage or as an amount, one of them."""


class FinancingTerms(Message):
    """The markup on the cost, as a percentage or an amount, and in how many months the price is paid."""

    markup_percent: Percent | None = None
    markup: Money | None = None
    instalments: Annotated[int, Field(strict=True, ge=1, le=MOST_INSTALMENTS, examples=[12])]
    first_due_date: BusinessDate

    def markup_on(self, cost: Money) -> Money:
        """The markup in money; a percentage is rounded once, here."""
        if self.markup is not None:
            return self.markup
        assert self.markup_percent is not None
        return percent_of(cost, self.markup_percent)

    @model_validator(mode="after")
    def _one_markup(self) -> Self:
        if (self.markup_percent is None) == (self.markup is None):
            raise MarkupUnclear("give either markupPercent or markup")
        return self


class Instalment(Message):
    """One monthly part of the price, and how much of it is markup."""

    number: Annotated[int, Field(ge=1)]
    due_on: BusinessDate
    amount: Money
    markup: Money


def threshold_in(currency: Currency) -> Money:
    """The total in the base currency above which an order may be financed."""
    return Money(_THRESHOLD, currency)


def schedule(cost: Money, terms: FinancingTerms) -> tuple[Instalment, ...]:
    """The price in equal parts, due monthly on the first day's day of the month or on its last day.

    Parts and their markup are split alike: the first ones carry the minor units that do not divide.
    """
    markup = terms.markup_on(cost)
    amounts = equal_parts(cost + markup, terms.instalments)
    markups = equal_parts(markup, terms.instalments)
    return tuple(
        Instalment(
            number=number,
            due_on=months_after(terms.first_due_date, number - 1),
            amount=amount,
            markup=part,
        )
        for number, (amount, part) in enumerate(zip(amounts, markups, strict=True), 1)
    )


def amount_of(instalments: Iterable[Instalment], currency: Currency) -> Money:
    """What some instalments come to."""
    return Money.total((one.amount for one in instalments), currency)


def markup_of(instalments: Iterable[Instalment], currency: Currency) -> Money:
    """The markup within some instalments."""
    return Money.total((one.markup for one in instalments), currency)
