"""The arithmetic of the specification, written down once more in the plainest way."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

D = Decimal
NOTHING = D(0)


@dataclass
class Line:
    """An order line: what was agreed, and what counts as accepted and invoiced so far."""

    ordered: Decimal
    price: Decimal
    tax: Decimal
    scale: int
    accepted: Decimal = NOTHING
    invoiced: Decimal = NOTHING
    invoiced_net: Decimal = NOTHING

    @property
    def costs(self) -> bool:
        """Whether there is anything to pay for it."""
        return half_up(self.ordered * self.price, self.scale) > 0


@dataclass(frozen=True)
class Row:
    """A line of a bill or of a credit note; `right` says whether it names the article that was ordered."""

    po_line: int
    quantity: Decimal
    price: Decimal
    tax: Decimal
    right: bool = True


@dataclass(frozen=True)
class Part:
    """A quantity and what it came to."""

    quantity: Decimal = NOTHING
    net: Decimal = NOTHING


def half_up(number: Decimal, scale: int) -> Decimal:
    """Rounded to the minor unit, away from zero."""
    return number.quantize(D(1).scaleb(-scale), rounding=ROUND_HALF_UP)


def not_too_much(actual: Decimal, expected: Decimal) -> bool:
    """At most 2 % above."""
    return 100 * actual <= 102 * expected


def not_too_little(actual: Decimal, expected: Decimal) -> bool:
    """At most 2 % below."""
    return 100 * actual >= 98 * expected


def about(actual: Decimal, expected: Decimal) -> bool:
    """Within 2 % either way."""
    return not_too_much(actual, expected) and not_too_little(actual, expected)


def net_of(rows: Iterable[Row], scale: int) -> Decimal:
    """The sum of the lines, each rounded once."""
    return sum((half_up(row.quantity * row.price, scale) for row in rows), NOTHING)


def gross_of(rows: Iterable[Row], scale: int) -> Decimal:
    """With tax, rounded once for each rate."""
    bases: dict[Decimal, Decimal] = defaultdict(Decimal)
    for row in rows:
        bases[row.tax] += half_up(row.quantity * row.price, scale)
    taxes = (half_up(base * rate / 100, scale) for rate, base in bases.items())
    return sum(bases.values(), NOTHING) + sum(taxes, NOTHING)


def by_line(rows: Iterable[Row], scale: int) -> dict[int, Part]:
    """What rows come to on each order line."""
    found: dict[int, Part] = {}
    for row in rows:
        before = found.get(row.po_line, Part())
        net = half_up(row.quantity * row.price, scale)
        found[row.po_line] = Part(before.quantity + row.quantity, before.net + net)
    return found


def three_way_match(
    rows: tuple[Row, ...], lines: Mapping[int, Line], credited: Mapping[int, Part], scale: int
) -> bool:
    """Whether a bill agrees with what was ordered and accepted; `credited` was taken off it before."""
    expected = NOTHING
    for number, billed in by_line(rows, scale).items():
        line, off = lines[number], credited.get(number, Part())
        before = line.invoiced - off.quantity
        value = sum((row.quantity * row.price for row in rows if row.po_line == number), NOTHING)
        if not not_too_much(before + billed.quantity, line.accepted):
            return False
        if not not_too_much(line.invoiced_net - off.net + value, line.ordered * line.price):
            return False
        still = max(NOTHING, min(billed.quantity, line.accepted - before))
        expected += half_up(still * line.price, scale)
    prices = all(row.right and about(row.price, lines[row.po_line].price) for row in rows)
    return prices and about(net_of(rows, scale), expected)
