"""A match judged again by another policy, from nothing but what its result says went into it."""

from collections.abc import Iterable, Mapping

from domain.invoicing.context import MatchPolicy, OrderLineFacts
from domain.invoicing.matching.claim import NOTHING, UNCOUNTED, Claim, ClaimedLine, Counted
from domain.invoicing.matching.match import match
from domain.invoicing.matching.result import LineMatch, MatchResult


def rejudged(result: MatchResult, policy: MatchPolicy) -> MatchResult:
    """What the same match would have found under another policy; the order may have changed since."""
    lines = tuple(_claimed(line) for line in result.lines)
    claim = Claim(result.actual.currency, lines, _credited(result.lines))
    return match(claim, _order_lines(result.lines), policy)


def _claimed(line: LineMatch) -> ClaimedLine:
    return ClaimedLine(line.po_line, line.sku, line.quantity, line.price_check.actual, line.net)


def _order_lines(lines: Iterable[LineMatch]) -> Mapping[int, OrderLineFacts]:
    """The order as it stood, but for what was invoiced of it."""
    return {
        line.po_line: OrderLineFacts(
            po_line=line.po_line,
            sku=line.ordered_sku,
            ordered=line.ordered,
            price=line.ordered_price,
            accepted=line.accepted,
            invoiced=NOTHING,
            invoiced_net=NOTHING,
        )
        for line in lines
        if line.ordered_sku is not None
    }


def _credited(lines: Iterable[LineMatch]) -> Mapping[int, Counted]:
    """What was invoiced before, as the opposite of a credit: the result has the two in one figure."""
    found: dict[int, Counted] = {}
    for line in lines:
        before = Counted(line.invoiced_before, line.value_check.actual)
        so_far = found.get(line.po_line, UNCOUNTED.less(*before))
        found[line.po_line] = so_far.more(NOTHING, line.price_check.actual)
    return found
