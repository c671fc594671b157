"""Payment terms say when to pay, and what paying early is worth."""

from datetime import date

import pytest

from domain.shared.business_date import DateOutOfReach
from domain.shared.money import Money
from domain.shared.payment_terms import InvalidPaymentTerms, PaymentTerms
from tests.domain.shared.wire import problems, read, written

INVOICED = date(2026, 1, 31)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("NET30", "NET30"),
        ("net 30", "NET30"),
        ("NET0", "NET0"),
        ("2/10 NET30", "2/10 NET30"),
        ("2/10, net 30", "2/10 NET30"),
        ("2.50/10NET30", "2.5/10 NET30"),
        ("10/0 NET365", "10/0 NET365"),
        ("0.25/5 NET5", "0.25/5 NET5"),
    ],
)
def test_terms_have_one_spelling(text, canonical):
    assert PaymentTerms(text) == canonical
    assert PaymentTerms(canonical) == canonical
    assert written(PaymentTerms, read(PaymentTerms, f'"{text}"')) == f'"{canonical}"'


@pytest.mark.parametrize(
    "text",
    [
        "", "30", "NET", "NET-1", "NET030", "NET366", "NET1000", "0/10 NET30", "2/31 NET30",
        "100/10 NET30", "2.555/10 NET30", "2/10", "NET30 ", " NET30", "NET30\n", "NETT30", "NET\uff13\uff10",
        "2//10 NET30", "-2/10 NET30", "2/10 EOM",
    ],
)  # fmt: skip
def test_terms_that_nobody_can_compute_are_refused(text):
    with pytest.raises(InvalidPaymentTerms):
        PaymentTerms(text)


def test_terms_are_text():
    assert "must be a string" in problems(PaymentTerms, "30")[""]


def test_an_invoice_is_due_so_many_days_after_its_date():
    assert PaymentTerms("NET30").due_on(INVOICED) == date(2026, 3, 2)
    assert PaymentTerms("NET0").due_on(INVOICED) == INVOICED
    assert PaymentTerms("NET30").due_on(date(2024, 1, 31)) == date(2024, 3, 1)


def test_a_due_date_past_the_calendar_is_refused():
    with pytest.raises(DateOutOfReach):
        PaymentTerms("NET30").due_on(date.max)


@pytest.mark.parametrize(
    ("paid", "discount"),
    [(date(2026, 1, 31), "2.00"), (date(2026, 2, 10), "2.00"), (date(2026, 2, 11), "0.00")],
)
def test_the_discount_is_taken_up_to_and_including_its_last_day(paid, discount):
    terms = PaymentTerms("2/10 NET30")
    assert terms.discount_until(INVOICED) == date(2026, 2, 10)
    assert terms.discount(Money("100.00", "USD"), INVOICED, paid) == Money(discount, "USD")


def test_without_a_discount_there_is_none_to_take():
    terms = PaymentTerms("NET30")
    assert terms.discount_until(INVOICED) is None
    assert terms.discount_percent == 0
    assert terms.discount(Money(100, "JPY"), INVOICED, INVOICED) == Money(0, "JPY")


def test_a_discount_is_rounded_half_up_to_the_minor_unit():
    terms = PaymentTerms("2.5/10 NET30")
    assert terms.discount(Money("0.60", "USD"), INVOICED, INVOICED) == Money("0.02", "USD")
    assert terms.discount(Money("0.59", "USD"), INVOICED, INVOICED) == Money("0.01", "USD")
    assert terms.discount(Money(20, "JPY"), INVOICED, INVOICED) == Money(1, "JPY")
