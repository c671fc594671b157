"""What orders come to, whatever their lines are."""

from decimal import Decimal
from fractions import Fraction
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from domain.purchasing.lines import OrderedLine, Totals, order_lines, order_totals
from domain.shared.currency import Currency
from domain.shared.money import Money, UnitPrice
from domain.shared.quantity import UnitCode
from domain.shared.sku import SkuCode
from tests.properties.values import decimals, percents, quantity_values

CURRENCIES = st.sampled_from([Currency(code) for code in ("USD", "JPY", "KWD")])
RATES = st.sampled_from([Decimal(0), Decimal(7), Decimal(19), Decimal("5.5"), Decimal("8.875")])


@st.composite
def orders(draw: st.DrawFn) -> tuple[Currency, list[OrderedLine]]:
    """A currency and lines in it."""
    currency = draw(CURRENCIES)
    prices = decimals(6, 0, 10**10).map(lambda amount: UnitPrice(amount, currency))
    parts = st.tuples(quantity_values, prices, percents, RATES)
    return currency, [_line(*part) for part in draw(st.lists(parts, max_size=12))]


def _line(quantity: Decimal, price: UnitPrice, discount: Decimal, rate: Decimal) -> OrderedLine:
    return OrderedLine(
        sku=SkuCode("BOLT-M8"),
        quantity=quantity,
        unit=UnitCode("EA"),
        unit_price=price,
        discount_percent=discount,
        tax_rate=rate,
    )


def totals_of(currency: Currency, lines: list[OrderedLine]) -> Totals:
    """What the lines come to."""
    return order_totals(order_lines(lines), currency)


def half_up(exact: Fraction, scale: int) -> Fraction:
    """The textbook definition, in whole minor units."""
    units = exact * 10**scale
    return Fraction((2 * units.numerator + units.denominator) // (2 * units.denominator), 10**scale)


@given(orders())
def test_each_net_is_the_exact_product_rounded_once(
    order: tuple[Currency, list[OrderedLine]],
) -> None:
    currency, lines = order
    for asked, priced in zip(lines, order_lines(lines), strict=True):
        exact = Fraction(asked.quantity) * Fraction(asked.unit_price.amount)
        exact *= (100 - Fraction(asked.discount_percent)) / 100
        assert Fraction(priced.net.amount) == half_up(exact, currency.scale)


@given(orders())
def test_the_document_is_the_sum_of_its_nets_and_one_tax_per_rate(
    order: tuple[Currency, list[OrderedLine]],
) -> None:
    currency, lines = order
    priced = order_lines(lines)
    totals = order_totals(priced, currency)
    assert totals.net == Money.total((line.net for line in priced), currency)
    assert totals.gross == totals.net + totals.tax
    assert totals.tax == Money.total((one.tax for one in totals.taxes), currency)
    assert [one.rate for one in totals.taxes] == sorted({line.tax_rate for line in lines})
    for one in totals.taxes:
        base = sum(Fraction(line.net.amount) for line in priced if line.tax_rate == one.rate)
        assert Fraction(one.base.amount) == base
        assert Fraction(one.tax.amount) == half_up(base * Fraction(one.rate) / 100, currency.scale)


@given(orders(), st.randoms())
def test_the_order_of_the_lines_changes_no_total(
    order: tuple[Currency, list[OrderedLine]], random: Random
) -> None:
    currency, lines = order
    shuffled = list(lines)
    random.shuffle(shuffled)
    assert totals_of(currency, shuffled) == totals_of(currency, lines)


@given(orders())
def test_totals_come_back_from_their_json(order: tuple[Currency, list[OrderedLine]]) -> None:
    totals = totals_of(*order)
    assert Totals.model_validate_json(totals.model_dump_json()) == totals
