"""What a match found out, line by line: every figure that went in, every limit, and what follows."""

from decimal import Decimal
from typing import Annotated

from domain.shared.decimal_text import DecimalText
from domain.shared.decimals import DecimalShape
from domain.shared.line_number import LineNumber
from domain.shared.message import Message
from domain.shared.money import Money, SignedMoney
from domain.shared.quantity import QuantityOrNone
from domain.shared.sku import SkuCode
from domain.shared.tolerance import Judgement, Tolerance

ExactFigure = Annotated[
    Decimal,
    DecimalText(
        DecimalShape(40, signed=True, digits=40), "An exact figure; nothing is rounded.", "1020"
    ),
]
"""A product of quantities, prices and percentages, with every digit it has."""


class Check(Message):
    """One comparison: what was expected, what is claimed, the limit in percent, and the verdict.

    `worth` is what the claim is above (or below) the expected figure, in money; an absolute tolerance is
    held against it.
    """

    expected: ExactFigure
    actual: ExactFigure
    limit: ExactFigure
    worth: ExactFigure
    verdict: Judgement


class LineMatch(Message):
    """One billed line: what went in, and the three checks.

    `invoicedBefore` counts the other invoices and credit notes of the order, and the credit notes of
    this invoice, which is why it can be below zero. `quantityCheck` and `valueCheck` are cumulative over
    the order line; `priceCheck` is about this line alone, in the value of its quantity.
    """

    po_line: LineNumber
    sku: SkuCode
    ordered_sku: SkuCode | None
    ordered: QuantityOrNone
    accepted: QuantityOrNone
    invoiced_before: ExactFigure
    quantity: ExactFigure
    ordered_price: ExactFigure
    net: Money
    quantity_check: Check
    price_check: Check
    value_check: Check
    verdict: Judgement

    @property
    def deviates(self) -> bool:
        """True when it claims more than was agreed, or another price, be it within the tolerance or not."""
        above = (self.quantity_check.worth, self.value_check.worth)
        return max(above) > 0 or bool(self.price_check.worth)


class MatchResult(Message):
    """The whole document: expected net, claimed net, and how they differ, by the policy that applied."""

    verdict: Judgement
    expected: Money
    actual: Money
    delta: SignedMoney
    document_check: Check
    tolerance: Tolerance
    tolerance_version: int
    lines: tuple[LineMatch, ...]

    @property
    def lines_off(self) -> tuple[LineMatch, ...]:
        """The lines that do not agree; when only their sum does not, those that make it so."""
        disputed = tuple(line for line in self.lines if line.verdict is Judgement.DISPUTE)
        return disputed or tuple(line for line in self.lines if line.deviates)
