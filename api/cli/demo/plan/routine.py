"""The orders of an ordinary month, drawn by a fixed seed: the same ones on every machine."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from random import Random

from api.cli.demo.plan.orders import LAST_DAY, Bill, Delivery, Line, OrderPlan, Quantities
from api.cli.demo.plan.trade import (
    BERGMANN,
    CASCADE,
    DELACROIX,
    FERRARIS,
    HOSHINO,
    KONTOR,
    LAKES,
    Vendor,
)

SEED = 2026
_WEIGHTS = {
    BERGMANN.name: 4,
    DELACROIX.name: 3,
    FERRARIS.name: 3,
    CASCADE.name: 3,
    LAKES.name: 3,
    HOSHINO.name: 2,
    KONTOR.name: 2,
}
_NOTHING = Decimal(0)


def routine(count: int, numbered_from: int, vendors: Sequence[Vendor]) -> Sequence[OrderPlan]:
    """So many orders over the month, with what arrives and what is billed; later days simply never come."""
    dice = Random(SEED)  # noqa: S311 - nothing of it is secret
    days = sorted(dice.randrange(LAST_DAY + 1) for _ in range(count))
    weights = [_WEIGHTS[vendor.name] for vendor in vendors]
    return [
        _order(dice, numbered_from + number, day, dice.choices(vendors, weights)[0])
        for number, day in enumerate(days)
    ]


def _order(dice: Random, number: int, day: int, vendor: Vendor) -> OrderPlan:
    articles = dice.sample(vendor.articles, dice.randint(1, len(vendor.articles)))
    lines = tuple(Line(article, Decimal(dice.choice(article.lots))) for article in articles)
    ordered = tuple(line.quantity for line in lines)
    deliveries = tuple(_deliveries(dice, day, ordered))
    return OrderPlan(number, vendor, day, lines, deliveries, tuple(_bills(dice, deliveries)))


def _deliveries(dice: Random, day: int, ordered: Quantities) -> Iterator[Delivery]:
    """One, two or three; each but the last brings about half of what is still open."""
    parts, open_ = dice.choices((1, 2, 3), (6, 3, 1))[0], ordered
    for part in range(parts, 0, -1):
        day += dice.randint(2, 5)
        comes = open_ if part == 1 else tuple(quantity - quantity // 2 for quantity in open_)
        yield Delivery(day, comes)
        open_ = tuple(left - now for left, now in zip(open_, comes, strict=True))
        if not any(open_):
            return


def _bills(dice: Random, deliveries: Sequence[Delivery]) -> Iterator[Bill]:
    """One for each delivery, or one for all of them, a day or two later."""
    if dice.random() < 0.5:
        for delivery in deliveries:
            yield Bill(delivery.day + dice.randint(1, 2), delivery.quantities)
        return
    together = tuple(
        sum(each, _NOTHING) for each in zip(*(one.quantities for one in deliveries), strict=True)
    )
    yield Bill(deliveries[-1].day + dice.randint(1, 2), together)
