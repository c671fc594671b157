"""Which of the goods that were taken go back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from domain.receiving.goods_receipt.state import GoodsReceipt
from domain.receiving.judgement import Kept
from domain.receiving.lines import NONE, ReturnedLine
from domain.shared.decimals import EXACT
from domain.shared.sku import SkuCode


def going_back(lines: Iterable[ReturnedLine]) -> Mapping[int, Decimal]:
    """What a return comes to on each order line."""
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for line in lines:
        sums[line.po_line] = EXACT.add(sums[line.po_line], line.quantity)
    return sums


def by_article(state: GoodsReceipt, lines: Iterable[ReturnedLine]) -> Kept:
    """The same by the SKU that the goods came under, in the order in which these came to count."""
    wanted = dict(going_back(lines))
    going: dict[tuple[int, SkuCode], Decimal] = {}
    for (po_line, sku), held in _held(state).items():
        goes = min(held, wanted.get(po_line, NONE))
        if goes > NONE:
            going[po_line, sku] = goes
            wanted[po_line] = EXACT.subtract(wanted[po_line], goes)
    return going


def _held(state: GoodsReceipt) -> Kept:
    held = {(movement.po_line, movement.sku): movement.quantity for movement in state.movements}
    for gone in state.returns:
        for line in gone.lines:
            place = (line.po_line, line.sku)
            held[place] = EXACT.subtract(held.get(place, NONE), line.quantity)
    return held
