"""Tax is taken once per rate, and a document is its nets and its taxes."""

from decimal import Decimal

import pytest

from domain.shared.currency import Currency, CurrencyMismatch
from domain.shared.money import Money, UnitPrice
from domain.shared.rounding import RoundingRule, line_net
from domain.shared.tax import TaxableLine, TaxOfRate, document_total, tax_per_rate

EUR = Currency("EUR")


def taxed(net: str, rate: str) -> TaxableLine:
    return TaxableLine(Money(net, "EUR"), Decimal(rate))


def test_the_worked_example_of_the_specification():
    net = line_net(Decimal(16), UnitPrice("348.35", "EUR"), Decimal(4))
    total = document_total([TaxableLine(net, Decimal(22))], EUR)
    assert (total.net, total.tax, total.gross) == (
        Money("5350.66", "EUR"),
        Money("1177.15", "EUR"),
        Money("6527.81", "EUR"),
    )


def test_tax_is_taken_over_the_sum_and_not_summed_over_lines():
    lines = [taxed("0.03", "19")] * 3
    assert tax_per_rate(lines) == (
        TaxOfRate(Decimal(19), Money("0.09", "EUR"), Money("0.02", "EUR")),
    )


def test_each_rate_has_its_own_tax_lowest_rate_first():
    lines = [
        taxed("100.00", "19"),
        taxed("10.00", "7"),
        taxed("50.00", "19.00"),
        taxed("5.00", "0"),
    ]
    assert [(str(each.rate), each.base.text, each.tax.text) for each in tax_per_rate(lines)] == [
        ("0", "5.00", "0.00"),
        ("7", "10.00", "0.70"),
        ("19", "150.00", "28.50"),
    ]
    total = document_total(lines, EUR)
    assert total.gross == Money("194.20", "EUR")
    assert total.net + total.tax == total.gross


def test_a_document_of_nothing_is_zero():
    total = document_total([], EUR)
    assert (total.net, total.taxes, total.gross) == (Money(0, "EUR"), (), Money(0, "EUR"))


def test_whole_unit_tax_is_whole():
    total = document_total([taxed("99.99", "25")], EUR, RoundingRule(whole_units=True))
    assert total.tax == Money("25.00", "EUR")


def test_a_line_in_another_currency_is_refused():
    stray = TaxableLine(Money("1.00", "USD"), Decimal(19))
    with pytest.raises(CurrencyMismatch):
        document_total([taxed("1.00", "19"), stray], EUR)
