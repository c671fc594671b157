"""The three-way match: a pure function of what is billed, what was ordered and accepted, and the policy."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from domain.invoicing.context import MatchPolicy, OrderLineFacts
from domain.invoicing.matching.claim import (
    NOTHING,
    UNCOUNTED,
    Claim,
    ClaimedLine,
    Counted,
    added,
)
from domain.invoicing.matching.limits import canonical, near, not_above
from domain.invoicing.matching.result import LineMatch, MatchResult
from domain.shared.decimals import EXACT
from domain.shared.money import Money
from domain.shared.rounding import rounded
from domain.shared.tolerance import Judgement, Tolerance

_SEVERITY = {Judgement.WITHIN: 0, Judgement.WARN: 1, Judgement.DISPUTE: 2}


OrderLines = Mapping[int, OrderLineFacts]


def match(claim: Claim, order: OrderLines, policy: MatchPolicy) -> MatchResult:
    """Hold an invoice against the lines of its order; the result says of every figure why it fits or not.

    Quantities and values count cumulatively per order line, so the order of the lines changes nothing.
    """
    tolerance = policy.tolerance
    billed = _billed(claim.lines)
    lines = tuple(
        _line(line, claim, order, tolerance, billed[line.po_line]) for line in claim.lines
    )
    expected, actual = _expected(claim, order), claim.net
    document = near(tolerance, expected.amount, actual.amount)
    return MatchResult(
        verdict=worst(document.verdict, *(line.verdict for line in lines)),
        expected=expected,
        actual=actual,
        delta=actual - expected,
        document_check=document,
        tolerance=tolerance,
        tolerance_version=policy.version,
        lines=lines,
    )


def worst(*verdicts: Judgement) -> Judgement:
    """The verdict that decides: one dispute is enough."""
    return max(verdicts, key=_SEVERITY.__getitem__)


def _billed(lines: Iterable[ClaimedLine]) -> Mapping[int, Counted]:
    """Quantity and exact value of the invoice, by order line."""
    found: dict[int, Counted] = {}
    for line in lines:
        before = found.get(line.po_line, UNCOUNTED)
        found[line.po_line] = before.more(line.quantity, line.value)
    return found


def _line(
    line: ClaimedLine, claim: Claim, order: OrderLines, tolerance: Tolerance, billed: Counted
) -> LineMatch:
    agreed = order.get(line.po_line) or _never_ordered(line)
    ordered_sku = agreed.sku if line.po_line in order else None
    before = _before(agreed, claim)
    price = agreed.price
    quantity = EXACT.add(before.quantity, billed.quantity)
    value = EXACT.add(before.net, billed.net)
    of_order = EXACT.multiply(agreed.ordered, price)
    beyond = EXACT.multiply(EXACT.subtract(quantity, agreed.accepted), price)
    checks = (
        not_above(tolerance, agreed.accepted, quantity, beyond),
        near(tolerance, EXACT.multiply(line.quantity, price), line.value),
        not_above(tolerance, of_order, value, EXACT.subtract(value, of_order)),
    )
    of_item = Judgement.WITHIN if ordered_sku == line.sku else Judgement.DISPUTE
    return LineMatch.model_construct(  # made of what was validated or computed before
        po_line=line.po_line,
        sku=line.sku,
        ordered_sku=ordered_sku,
        ordered=agreed.ordered,
        accepted=agreed.accepted,
        invoiced_before=canonical(before.quantity),
        quantity=canonical(line.quantity),
        ordered_price=canonical(price),
        net=line.net,
        quantity_check=checks[0],
        price_check=checks[1],
        value_check=checks[2],
        verdict=worst(of_item, *(check.verdict for check in checks)),
    )


def _before(agreed: OrderLineFacts, claim: Claim) -> Counted:
    """What is invoiced without this invoice, less what credit notes took off this invoice."""
    credited = claim.credited.get(agreed.po_line, UNCOUNTED)
    return Counted(agreed.invoiced, agreed.invoiced_net).less(*credited)


def _expected(claim: Claim, order: OrderLines) -> Money:
    """What is billed of the right items, at most what is accepted and not invoiced, at the agreed price."""
    right = _billed(
        line
        for line in claim.lines
        if line.po_line in order and order[line.po_line].sku == line.sku
    )
    nets = (_expected_net(order[number], claim, one) for number, one in right.items())
    return Money(added(nets), claim.currency)


def _expected_net(agreed: OrderLineFacts, claim: Claim, billed: Counted) -> Decimal:
    open_quantity = EXACT.subtract(agreed.accepted, _before(agreed, claim).quantity)
    quantity = max(NOTHING, min(billed.quantity, open_quantity))
    return rounded(EXACT.multiply(quantity, agreed.price), claim.currency).amount


def _never_ordered(line: ClaimedLine) -> OrderLineFacts:
    """What stands for a line that the order does not have: nothing of it was agreed."""
    return OrderLineFacts(
        po_line=line.po_line,
        sku=line.sku,
        ordered=NOTHING,
        price=NOTHING,
        accepted=NOTHING,
        invoiced=NOTHING,
        invoiced_net=NOTHING,
    )
