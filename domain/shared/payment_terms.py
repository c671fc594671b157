"""Payment terms: when an invoice is due, and what paying early is worth."""

import re
from datetime import date
from decimal import Decimal
from typing import ClassVar, final

from domain.shared.business_date import days_after
from domain.shared.code_text import CodeText
from domain.shared.decimals import EXACT
from domain.shared.invalid_value import InvalidValue
from domain.shared.money import Money
from domain.shared.rounding import percent_of
from domain.shared.wire import JsonSchema

_DAYS = "(0|[1-9][0-9]{0,2})"
_PERCENT = r"((?:0|[1-9][0-9]?)(?:\.[0-9]{1,2})?)"
_FORM = re.compile(rf"(?:{_PERCENT}/{_DAYS} ?,? ?)?NET ?{_DAYS}")
LONGEST_DAYS = 365


class InvalidPaymentTerms(InvalidValue):
    """The text is not terms like ``NET30`` or ``2/10 NET30``."""


@final
class PaymentTerms(CodeText):
    """``NET30``: due 30 days after the invoice date. ``2/10 NET30``: less 2 % when paid within 10."""

    __slots__ = ()
    schema: ClassVar[JsonSchema] = {
        "maxLength": 24,
        "pattern": r"^([0-9]{1,2}(\.[0-9]{1,2})?/[0-9]{1,3} ?,? ?)?[Nn][Ee][Tt] ?[0-9]{1,3}$",
        "examples": ["NET30", "2/10 NET30"],
    }

    @property
    def net_days(self) -> int:
        """Days from the invoice date to the due date."""
        return int(_found(self)[2])

    @property
    def discount_percent(self) -> Decimal:
        """What is taken off when paid early; zero without a discount."""
        return Decimal(_found(self)[0] or 0)

    @property
    def discount_days(self) -> int | None:
        """Days from the invoice date to the last day of the discount, or None without one."""
        days = _found(self)[1]
        return None if days is None else int(days)

    def due_on(self, invoice_date: date) -> date:
        """The last day to pay in full."""
        return days_after(invoice_date, self.net_days)

    def discount_until(self, invoice_date: date) -> date | None:
        """The last day, included, on which the discount may be taken."""
        days = self.discount_days
        return None if days is None else days_after(invoice_date, days)

    def discount(self, total: Money, invoice_date: date, paid_on: date) -> Money:
        """What may be taken off a total paid on that day, half-up; zero when it is too late."""
        last = self.discount_until(invoice_date)
        taken = last is not None and paid_on <= last
        return percent_of(total, self.discount_percent) if taken else Money.zero(total.currency)

    @staticmethod
    def canonical(text: str) -> str:
        """The one spelling of the terms; raises ``InvalidPaymentTerms`` with what is wrong."""
        percent, discount_days, net_days = _found(text.upper() if text.isascii() else "")
        if int(net_days) > LONGEST_DAYS:
            raise InvalidPaymentTerms(f"must be due within {LONGEST_DAYS} days")
        if percent is None or discount_days is None:
            return f"NET{net_days}"
        if not Decimal(percent):
            raise InvalidPaymentTerms("must have a discount above 0 %, or none at all")
        if int(discount_days) > int(net_days):
            raise InvalidPaymentTerms("must end the discount on or before the due date")
        return f"{Decimal(percent).normalize(EXACT):f}/{discount_days} NET{net_days}"


def _found(text: str) -> tuple[str | None, str | None, str]:
    found = _FORM.fullmatch(text)
    if found is None:
        raise InvalidPaymentTerms("must be terms like NET30 or 2/10 NET30")
    return found[1], found[2], found[3]
