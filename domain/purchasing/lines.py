"""Lines of requisitions and orders, and the totals that they come to."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator

from domain.shared.currency import Currency
from domain.shared.decimals import EXACT
from domain.shared.line_number import LineNumber
from domain.shared.message import Message
from domain.shared.money import Money, UnitPrice
from domain.shared.percent import Percent, TaxRate
from domain.shared.quantity import QuantityOrNone, QuantityValue, UnitCode
from domain.shared.rounding import line_net
from domain.shared.sku import SkuCode
from domain.shared.tax import TaxableLine, document_total
from domain.shared.text import Code, ShortText

MOST_LINES = 10_000
_NOTHING = Decimal(0)
_TRILLION = Decimal(10) ** 12


def _with_minor_unit(currency: Currency) -> Currency:
    """Raises `NoMinorUnit` for gold and the like, in which nothing can be ordered."""
    assert currency.scale >= 0
    return currency


PayableCurrency = Annotated[Currency, AfterValidator(_with_minor_unit)]
"""A currency in which amounts can be stated and paid."""


class RequestedLine(Message):
    """What a requester asks for, at the price they expect."""

    sku: SkuCode
    description: ShortText
    quantity: QuantityValue
    unit: UnitCode
    unit_price: UnitPrice
    category: Code | None = None


class RequisitionLine(RequestedLine):
    """A numbered line of a requisition, with what it comes to."""

    line: LineNumber
    net: Money


class OrderedLine(Message):
    """What a buyer orders, at which price, discount and tax."""

    sku: SkuCode
    description: ShortText | None = None
    quantity: QuantityValue
    unit: UnitCode
    unit_price: UnitPrice
    discount_percent: Percent = _NOTHING
    tax_rate: TaxRate = _NOTHING
    category: Code | None = None


class AmendedLine(OrderedLine):
    """A line of an amendment; with `po_line` it replaces that line, otherwise it is a new one.

    When no line of an amendment has a number, they are numbered by their order, as at first.
    """

    po_line: LineNumber | None = None


Ordered = TypeVar("Ordered", bound=OrderedLine)


class OrderLine(OrderedLine):
    """A numbered line of an order, with what it comes to; a SKU may be on several."""

    po_line: LineNumber
    net: Money


class LineQuantity(Message):
    """A quantity of one order line in that line's unit; cumulative wherever it occurs."""

    po_line: LineNumber
    quantity: QuantityOrNone


class LineBilled(LineQuantity):
    """What is invoiced on one order line, with the net that it was invoiced at; cumulative as well."""

    net: Money


class TaxTotal(Message):
    """The tax of one rate, over the sum of the nets of that rate."""

    rate: TaxRate
    base: Money
    tax: Money


class Totals(Message):
    """What a document comes to; `gross` is what approval levels are decided by."""

    net: Money
    taxes: tuple[TaxTotal, ...]
    tax: Money
    gross: Money


def is_countable(line: RequestedLine | OrderedLine) -> bool:
    """True below a trillion: sums of as many lines as a document may have then stay exact with tax."""
    return EXACT.multiply(line.quantity, line.unit_price.amount) < _TRILLION


def requisition_lines(lines: Iterable[RequestedLine]) -> tuple[RequisitionLine, ...]:
    """The lines numbered from 1, each net rounded once."""
    return tuple(
        RequisitionLine(**_fields(line), line=number, net=line_net(line.quantity, line.unit_price))
        for number, line in enumerate(lines, 1)
    )


def requisition_total(lines: Iterable[RequisitionLine], currency: Currency) -> Money:
    """Sum of the line nets; tax is the order's business."""
    return Money.total((line.net for line in lines), currency)


def numbered(lines: Iterable[Ordered], first_new: int = 1) -> Iterator[tuple[int, Ordered]]:
    """Each line with the number that it names, or else with the next one from `first_new`."""
    for line in lines:
        number = line.po_line if isinstance(line, AmendedLine) else None
        if number is None:
            number, first_new = first_new, first_new + 1
        yield number, line


def order_lines(lines: Sequence[OrderedLine], first_new: int = 1) -> tuple[OrderLine, ...]:
    """The lines `numbered`, each net rounded once, in the order of the numbers."""
    priced = [
        OrderLine(
            **_fields(line),
            po_line=number,
            net=line_net(line.quantity, line.unit_price, line.discount_percent),
        )
        for number, line in numbered(lines, first_new)
    ]
    return tuple(sorted(priced, key=lambda line: line.po_line))


def order_totals(lines: Iterable[OrderLine], currency: Currency) -> Totals:
    """Sum of the line nets, tax once per rate, and both together."""
    taxable = (TaxableLine(line.net, line.tax_rate) for line in lines)
    total = document_total(taxable, currency)
    taxes = tuple(TaxTotal(rate=t.rate, base=t.base, tax=t.tax) for t in total.taxes)
    return Totals(net=total.net, taxes=taxes, tax=total.tax, gross=total.gross)


def _fields(line: RequestedLine | OrderedLine) -> dict[str, Any]:
    """What a line says beside its number; `vars` because a pydantic model is slow to iterate over."""
    return {name: value for name, value in vars(line).items() if name != "po_line"}
