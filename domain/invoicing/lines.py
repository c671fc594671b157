"""Lines of invoices and credit notes, and the totals that they come to."""

from collections.abc import Iterable
from decimal import Decimal

from domain.shared.currency import Currency
from domain.shared.decimals import EXACT, quantum
from domain.shared.line_number import LineNumber
from domain.shared.message import Message
from domain.shared.money import Money, UnitPrice
from domain.shared.percent import Percent, TaxRate
from domain.shared.quantity import QuantityValue
from domain.shared.rounding import line_net
from domain.shared.sku import SkuCode
from domain.shared.tax import TaxableLine, tax_per_rate

MOST_LINES = 10_000
_NOTHING = Decimal(0)
_TRILLION = Decimal(10) ** 12


class BilledLine(Message):
    """What a supplier bills: so much of an order line, at this price, discount and tax."""

    po_line: LineNumber
    sku: SkuCode
    quantity: QuantityValue
    unit_price: UnitPrice
    discount_percent: Percent = _NOTHING
    tax_rate: TaxRate = _NOTHING


class InvoiceLine(BilledLine):
    """A billed line with what it comes to, rounded once."""

    net: Money


class CreditedLine(Message):
    """What a supplier takes back: so much of an order line, at this price and tax."""

    po_line: LineNumber
    quantity: QuantityValue
    unit_price: UnitPrice
    tax_rate: TaxRate = _NOTHING


class CreditNoteLine(CreditedLine):
    """A credited line with what it comes to, rounded once."""

    net: Money


class RateTax(Message):
    """The tax of one rate, over the sum of the nets of that rate."""

    rate: TaxRate
    base: Money
    tax: Money


class InvoiceTotals(Message):
    """What a document comes to; `tax` is what the supplier states, `taxes` what we compute of each rate."""

    net: Money
    taxes: tuple[RateTax, ...]
    tax: Money
    gross: Money

    @property
    def computed_tax(self) -> Money:
        """The tax as we compute it: once per rate."""
        return Money.total((one.tax for one in self.taxes), self.net.currency)


def is_countable(line: BilledLine | CreditedLine) -> bool:
    """True below a trillion: sums of as many lines as a document may have then stay exact with tax."""
    return EXACT.multiply(line.quantity, line.unit_price.amount) < _TRILLION


def invoice_lines(lines: Iterable[BilledLine]) -> tuple[InvoiceLine, ...]:
    """The lines as the supplier states them, each net rounded once."""
    return tuple(
        InvoiceLine.model_construct(  # every part of it was validated before
            **vars(line),
            net=line_net(line.quantity, line.unit_price, line.discount_percent),
        )
        for line in lines
    )


def credit_note_lines(lines: Iterable[CreditedLine]) -> tuple[CreditNoteLine, ...]:
    """The lines as the supplier states them, each net rounded once."""
    return tuple(
        CreditNoteLine(**vars(line), net=line_net(line.quantity, line.unit_price)) for line in lines
    )


def billed_totals(
    lines: Iterable[BilledLine], currency: Currency, stated_tax: Money | None
) -> InvoiceTotals:
    """What billed lines come to."""
    nets = (
        (line.tax_rate, line_net(line.quantity, line.unit_price, line.discount_percent))
        for line in lines
    )
    return _totals(nets, currency, stated_tax)


def document_totals(
    lines: Iterable[InvoiceLine | CreditNoteLine], currency: Currency, stated_tax: Money | None
) -> InvoiceTotals:
    """Sum of the line nets, tax once per rate; the tax that counts is the stated one where there is one."""
    return _totals(((line.tax_rate, line.net) for line in lines), currency, stated_tax)


def _totals(
    nets: Iterable[tuple[Decimal, Money]], currency: Currency, stated_tax: Money | None
) -> InvoiceTotals:
    """Bare numbers are added up, because an invoice may have thousands of lines."""
    bases: dict[Decimal, Decimal] = {}
    for rate, net in nets:
        bases[rate] = EXACT.add(bases.get(rate, _NOTHING), net.amount)
    of_rates = tax_per_rate(
        TaxableLine(Money(base, currency), rate) for rate, base in bases.items()
    )
    taxes = tuple(RateTax(rate=one.rate, base=one.base, tax=one.tax) for one in of_rates)
    net = Money.total((one.base for one in taxes), currency)
    computed = Money.total((one.tax for one in taxes), currency)
    tax = computed if stated_tax is None else stated_tax
    return InvoiceTotals(net=net, taxes=taxes, tax=tax, gross=net + tax)


def tax_agrees(totals: InvoiceTotals) -> bool:
    """True when the stated tax is off by at most one minor unit for each rate that taxes anything."""
    taxed = sum(1 for one in totals.taxes if one.rate)
    allowed = EXACT.multiply(quantum(totals.net.currency.scale), Decimal(taxed))
    return abs(totals.tax - totals.computed_tax).amount <= allowed
