"""How a delivery is judged: line by line, over all deliveries of the order, never by its total."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.receiving.context import LineFacts, OrderFacts
from domain.receiving.lines import (
    NONE,
    DeliveredLine,
    DiscrepancyCause,
    DiscrepantLine,
    LineMovement,
    SentBackLine,
)
from domain.shared.decimals import EXACT
from domain.shared.sku import SkuCode

Kept = Mapping[tuple[int, SkuCode], Decimal]
"""Quantities by order line and SKU; what was rejected is not among them."""


def kept(lines: Iterable[DeliveredLine]) -> Kept:
    """What the lines of a delivery add up to."""
    sums: dict[tuple[int, SkuCode], Decimal] = defaultdict(Decimal)
    for line in lines:
        place = (line.po_line, line.sku)
        sums[place] = EXACT.add(sums[place], line.kept)
    return sums


def of_lines(quantities: Kept) -> Mapping[int, Decimal]:
    """The same by order line alone."""
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for (po_line, _), quantity in quantities.items():
        sums[po_line] = EXACT.add(sums[po_line], quantity)
    return sums


@dataclass(frozen=True)
class Judgement:
    """An order with a delivery that would come to what was accepted before."""

    order: OrderFacts
    kept: Kept

    def disagreements(self, *, final: bool) -> tuple[DiscrepantLine, ...]:
        """Where the delivery disagrees: foreign articles, too much, and, if no more comes, too little."""
        return (*self._foreign(), *self._beyond(), *(self._short() if final else ()))

    def accepted(self, line: LineFacts) -> Decimal:
        """What would count on a line, by the SKU that was ordered on it."""
        return EXACT.add(line.accepted, self._ordered_sku(line))

    def is_complete(self, line: LineFacts) -> bool:
        """True when a line would lack no more than the tolerance."""
        return self.order.tolerance.completes(self.accepted(line), line.ordered)

    def _ordered_sku(self, line: LineFacts) -> Decimal:
        return self.kept.get((line.po_line, line.sku), NONE)

    def _foreign(self) -> Iterator[DiscrepantLine]:
        for (po_line, sku), quantity in self.kept.items():
            line = self.order.by_number.get(po_line)
            if line is None:
                yield self._disagreement(po_line, sku, NONE, quantity, _UNKNOWN)
            elif line.sku != sku:
                yield self._disagreement(po_line, sku, NONE, quantity, _FOREIGN)

    def _beyond(self) -> Iterator[DiscrepantLine]:
        for line in self.order.lines:
            brought = self._ordered_sku(line)
            if brought and not self.order.tolerance.allows(self.accepted(line), line.ordered):
                yield self._disagreement(line.po_line, line.sku, still_open(line), brought, _MORE)

    def _short(self) -> Iterator[DiscrepantLine]:
        for line in self.order.lines:
            if not self.is_complete(line):
                brought = self._ordered_sku(line)
                yield self._disagreement(line.po_line, line.sku, still_open(line), brought, _LESS)

    def _disagreement(
        self,
        po_line: int,
        sku: SkuCode,
        expected: Decimal,
        received: Decimal,
        cause: DiscrepancyCause,
    ) -> DiscrepantLine:
        return DiscrepantLine(
            po_line=po_line,
            sku=sku,
            expected=expected,
            received=received,
            deviation=EXACT.subtract(received, expected),
            tolerance=self.order.tolerance.percent,
            cause=cause,
        )


_UNKNOWN, _FOREIGN = DiscrepancyCause.UNKNOWN_LINE, DiscrepancyCause.WRONG_SKU
_MORE, _LESS = DiscrepancyCause.TOO_MUCH, DiscrepancyCause.TOO_LITTLE


def still_open(line: LineFacts) -> Decimal:
    """What was ordered on a line and not accepted yet."""
    return max(EXACT.subtract(line.ordered, line.accepted), NONE)


def taken(order: OrderFacts, quantities: Kept) -> tuple[LineMovement, ...]:
    """The quantities as they come to count, whichever SKU they have."""
    return tuple(_movements(order, quantities, of_lines(quantities)))


def given_back(order: OrderFacts, quantities: Kept) -> tuple[LineMovement, ...]:
    """The quantities as they cease to count."""
    less = {po_line: EXACT.minus(quantity) for po_line, quantity in of_lines(quantities).items()}
    return tuple(_movements(order, quantities, less))


def leaves_nothing_open(order: OrderFacts, movements: Sequence[LineMovement]) -> bool:
    """True when every line of the order is complete after the movements."""
    moved = {movement.po_line: movement.complete for movement in movements}
    return all(
        moved.get(line.po_line, order.tolerance.completes(line.accepted, line.ordered))
        for line in order.lines
    )


def _movements(
    order: OrderFacts, quantities: Kept, change: Mapping[int, Decimal]
) -> Iterator[LineMovement]:
    for (po_line, sku), quantity in quantities.items():
        line = order.by_number[po_line]
        accepted = EXACT.add(line.accepted, change[po_line])
        if quantity:
            yield LineMovement(
                po_line=po_line,
                sku=sku,
                unit=line.unit,
                ordered=line.ordered,
                quantity=quantity,
                accepted=accepted,
                complete=order.tolerance.completes(accepted, line.ordered),
                unit_price=line.unit_price,
                discount_percent=line.discount_percent,
            )


def split(order: OrderFacts, quantities: Kept) -> tuple[Kept, tuple[SentBackLine, ...]]:
    """What of a delivery was still expected, and what goes back because it was not."""
    wanted: dict[tuple[int, SkuCode], Decimal] = {}
    sent_back: list[SentBackLine] = []
    for (po_line, sku), quantity in quantities.items():
        line = order.by_number.get(po_line)
        expects = line is not None and line.sku == sku and not order.called_off
        taken_in = min(quantity, still_open(line)) if line is not None and expects else NONE
        if taken_in:
            wanted[po_line, sku] = taken_in
        if quantity > taken_in:
            back = EXACT.subtract(quantity, taken_in)
            sent_back.append(SentBackLine(po_line=po_line, sku=sku, quantity=back))
    return wanted, tuple(sent_back)
