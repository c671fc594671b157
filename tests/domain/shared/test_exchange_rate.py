"""A total is converted once, at a rate that says whose it is and of which day."""

from datetime import date
from decimal import Decimal

import pytest

from domain.shared.currency import Currency, CurrencyMismatch
from domain.shared.exchange_rate import ExchangeRate
from domain.shared.money import Money
from tests.domain.shared.wire import problems, read, written


def rate(source: str, target: str, of: str) -> ExchangeRate:
    return ExchangeRate(
        source=Currency(source),
        target=Currency(target),
        rate=Decimal(of),
        date=date(2026, 3, 31),
        provider="European Central Bank",
    )


@pytest.mark.parametrize(
    ("source", "amount", "target", "of", "converted"),
    [
        ("EUR", "100.00", "USD", "1.0842", "108.42"),
        ("USD", "0.05", "JPY", "150", "8"),
        ("IDR", "16000000", "USD", "0.0000612345", "979.75"),
        ("JPY", "1", "KWD", "0.0020555", "0.002"),
        ("USD", "999999999999999999.99", "EUR", "0.5", "500000000000000000.00"),
    ],
)
def test_a_total_is_converted_once_and_rounded_half_up_to_the_target(
    source, amount, target, of, converted
):
    assert rate(source, target, of).convert(Money(amount, source)) == Money(converted, target)


def test_a_rate_converts_only_what_it_is_for():
    with pytest.raises(CurrencyMismatch, match="USD and EUR"):
        rate("EUR", "USD", "1.1").convert(Money("1.00", "USD"))


def test_a_rate_keeps_its_source_and_day_on_the_wire():
    body = (
        '{"source":"IDR","target":"USD","rate":"0.0000000612",'
        '"date":"2026-03-31","provider":"European Central Bank"}'
    )
    assert written(ExchangeRate, read(ExchangeRate, body)) == body


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("rate", "1.1"),
        ("rate", '"0"'),
        ("rate", '"-1"'),
        ("rate", '"1.12345678901"'),
        ("source", '"EURO"'),
        ("date", "20260331"),
        ("date", '"2026-02-30"'),
        ("date", '"2026-03-31T00:00:00Z"'),
        ("provider", '"  "'),
    ],
)
def test_a_rate_that_cannot_be_traced_is_refused(field, value):
    fields = {
        "source": '"EUR"',
        "target": '"USD"',
        "rate": '"1.1"',
        "date": '"2026-03-31"',
        "provider": '"ECB"',
    }
    fields[field] = value
    body = "{" + ",".join(f'"{name}": {given}' for name, given in fields.items()) + "}"
    assert set(problems(ExchangeRate, body)) == {field}


def test_a_currency_has_no_rate_against_itself():
    with pytest.raises(ValueError, match="two currencies"):
        rate("EUR", "EUR", "1")
