"""A figure is rounded once: what the line says is within half a minor unit of the exact figure."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from domain.shared.money import Money
from domain.shared.rounding import line_net
from domain.shared.tax import TaxableLine, document_total
from tests.properties.values import currencies, money_in, percents, quantity_values, unit_prices

rates = st.sampled_from([Decimal(each) for each in ("0", "5", "7", "19", "19.00", "22", "5.5")])
documents = currencies.flatmap(
    lambda each: st.tuples(
        st.just(each),
        st.lists(st.builds(TaxableLine, net=money_in(each, 10**9), rate=rates), max_size=12),
    )
)


@given(quantity_values, unit_prices, percents)
def test_a_line_is_the_exact_product_rounded_half_up_once(quantity, price, discount):
    net = line_net(quantity, price, discount)
    scale = 10**price.currency.scale
    exact = Fraction(quantity) * Fraction(price.amount) * (100 - Fraction(discount)) / 100
    assert net.amount * scale == (exact * scale + Fraction(1, 2)) // 1


@given(documents)
def test_a_document_is_the_sum_of_its_lines_and_the_tax_of_each_rate(document):
    currency, lines = document
    total = document_total(lines, currency)
    assert total.net == Money.total((line.net for line in lines), currency)
    assert total.gross == total.net + total.tax
    assert Money.total((each.base for each in total.taxes), currency) == total.net
    assert len({each.rate for each in total.taxes}) == len({line.rate for line in lines})


@given(documents)
def test_the_tax_of_a_rate_is_within_half_a_minor_unit_of_the_exact_tax(document):
    currency, lines = document
    half = Fraction(1, 2 * 10**currency.scale)
    for each in document_total(lines, currency).taxes:
        exact = Fraction(each.base.amount) * Fraction(each.rate) / 100
        assert abs(Fraction(each.tax.amount) - exact) <= half


@given(documents, st.randoms(use_true_random=False))
def test_the_order_of_the_lines_makes_no_difference(document, chance):
    currency, lines = document
    shuffled = list(lines)
    chance.shuffle(shuffled)
    assert document_total(shuffled, currency) == document_total(lines, currency)
