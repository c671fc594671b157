"""What all three kinds of amount take and refuse."""

import copy
import pickle
from decimal import Decimal
from typing import Any

import pytest
from pydantic import TypeAdapter, create_model

from domain.shared.currency import CurrencyMismatch, NoMinorUnit, UnknownCurrency
from domain.shared.decimals import (
    NegativeNumber,
    NotADecimal,
    NumberTooLarge,
    TooManyDecimals,
)
from domain.shared.money import Money, SignedMoney, UnitPrice
from tests.domain.shared.wire import problems, read, written

KINDS = [Money, SignedMoney, UnitPrice]
every_kind = pytest.mark.parametrize("kind", KINDS)


def body(amount: str, currency: str = "USD") -> str:
    return f'{{"amount": {amount}, "currency": "{currency}"}}'


@every_kind
@pytest.mark.parametrize(
    "text",
    [
        "", " ", "+1", "1e3", "1E3", "NaN", "Infinity", "-Infinity", "1.", ".5", "01", "00.50",
        "1,50", "1_000", " 1", "1 ", "1\n", "--1", "0x10", "\uff11\uff12", "\u0661\u0662", "1.5.0", "\x001",
    ],
)  # fmt: skip
def test_an_amount_is_plain_decimal_digits(kind, text):
    with pytest.raises(NotADecimal):
        kind(text, "USD")


@every_kind
@pytest.mark.parametrize("number", [12.5, 0.0, True, None, b"1"])
def test_a_float_never_becomes_an_amount(kind, number):
    with pytest.raises(TypeError):
        kind(number, "USD")


@every_kind
@pytest.mark.parametrize("number", ["12", "12.5", "1e400", "true", "null", "[]", "{}"])
def test_a_json_number_never_becomes_an_amount(kind, number):
    assert "must be a string" in problems(kind, body(number))["amount"]


@every_kind
@pytest.mark.parametrize(
    "number", [Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), Decimal("-Infinity")]
)
def test_what_is_not_finite_is_not_an_amount(kind, number):
    with pytest.raises(NotADecimal):
        kind(number, "USD")


@every_kind
@pytest.mark.parametrize("amount", ["1" + "0" * 18, 10**18, Decimal(10) ** 400, Decimal("1E+30")])
def test_an_amount_has_at_most_18_digits_before_the_point(kind, amount):
    with pytest.raises(NumberTooLarge):
        kind(amount, "USD")
    assert kind("9" * 18, "USD").amount == 10**18 - 1


@pytest.mark.parametrize("kind", [Money, UnitPrice])
@pytest.mark.parametrize("amount", ["-0.01", -1, Decimal("-0.01")])
def test_money_and_prices_are_never_negative(kind, amount):
    with pytest.raises(NegativeNumber):
        kind(amount, "USD")


@every_kind
def test_zero_has_no_sign(kind):
    assert kind(Decimal("-0.00"), "USD").text == "0.00"
    assert kind(Decimal("0E+40"), "USD").text == "0.00"
    assert not kind.zero("USD")
    assert kind.zero("KWD").text == "0.000"


@pytest.mark.parametrize("kind", [Money, SignedMoney])
@pytest.mark.parametrize(
    ("amount", "currency"),
    [("12.505", "USD"), ("12.500", "USD"), ("1.0", "JPY"), ("1.0000", "KWD"), ("0.00001", "CLF")],
)
def test_more_digits_than_the_minor_unit_are_refused_and_never_rounded(kind, amount, currency):
    with pytest.raises(TooManyDecimals):
        kind(amount, currency)


@pytest.mark.parametrize("kind", [Money, SignedMoney])
def test_a_computed_number_must_fit_by_value(kind):
    assert kind(Decimal("12.5000"), "USD").text == "12.50"
    with pytest.raises(TooManyDecimals):
        kind(Decimal("12.5001"), "USD")


@every_kind
def test_equal_amounts_are_one_value_however_they_are_written(kind):
    assert kind("12.5", "USD") == kind("12.50", "USD") == kind(Decimal("12.500"), "USD")
    assert len({kind("12.5", "USD"), kind("12.50", "USD"), kind(Decimal("1.25E+1"), "USD")}) == 1
    assert kind("12.5", "USD") != kind("12.5", "EUR")
    assert kind("12.5", "USD") != kind("12.51", "USD")
    assert kind("12", "USD") != "12 USD"


def test_kinds_of_amount_are_not_mixed_up():
    assert Money("12.50", "USD") != SignedMoney("12.50", "USD")
    with pytest.raises(TypeError):
        assert Money("12.50", "USD") < UnitPrice("12.50", "USD")  # type: ignore[operator]


@every_kind
def test_amounts_have_an_order_within_one_currency(kind):
    less, more = kind("1.00", "USD"), kind("1.01", "USD")
    assert less < more
    assert less <= more
    assert more > less
    assert more >= less
    assert less <= kind("1", "USD")
    assert less >= kind("1", "USD")
    assert sorted([more, less]) == [less, more]
    with pytest.raises(CurrencyMismatch, match="USD and EUR cannot be mixed"):
        assert less < kind("1.00", "EUR")


@every_kind
def test_an_amount_cannot_be_changed(kind):
    made = kind("12.50", "USD")
    with pytest.raises(AttributeError, match="immutable"):
        made.amount = Decimal(1)
    with pytest.raises(AttributeError, match="immutable"):
        del made.currency
    with pytest.raises(AttributeError):
        made.note = "x"
    assert made == kind("12.50", "USD")


@every_kind
def test_copies_and_pickles_of_an_amount_are_the_same_value(kind):
    made = kind("12.50", "USD")
    for again in (copy.copy(made), copy.deepcopy(made), pickle.loads(pickle.dumps(made))):
        assert again == made
        assert type(again) is kind


@every_kind
def test_an_amount_is_an_object_of_two_texts_on_the_wire(kind):
    made = read(kind, body('"12.5"'))
    assert type(made) is kind
    assert written(kind, made) == '{"amount":"12.50","currency":"USD"}'
    assert TypeAdapter(kind).dump_python(made) == {"amount": "12.50", "currency": "USD"}


@every_kind
def test_every_field_in_error_is_named(kind):
    assert problems(kind, "{}") == {"amount": "Field required", "currency": "Field required"}
    assert set(problems(kind, '{"amount": "x", "currency": "usd", "note": 1}')) == {
        "amount",
        "currency",
        "note",
    }
    assert set(problems(kind, '{"amount": "1", "currency": "USD", "note": 1}')) == {"note"}
    assert set(problems(kind, '{"amount": "1", "note": "USD"}')) == {"currency", "note"}
    assert "no minor unit" in problems(kind, body('"1"', "XAU"))["currency"]
    assert "at most" in problems(kind, body('"1.23456789"'))["amount"]


@every_kind
@pytest.mark.parametrize("given", ['"12.50 USD"', "12.5", "null", '["12.50", "USD"]', "true"])
def test_what_is_no_object_is_no_amount(kind, given):
    assert "must be an object" in problems(kind, given)[""]


@every_kind
def test_an_amount_needs_a_currency_that_money_exists_in(kind):
    with pytest.raises(UnknownCurrency):
        kind("1", "usd")
    with pytest.raises(NoMinorUnit):
        kind("1", "XAU")


@every_kind
def test_an_amount_reads_well_for_people_and_for_developers(kind):
    made = kind("12.5", "USD")
    assert str(made) == "12.50 USD"
    assert repr(made) == f"{kind.__name__}('12.50', 'USD')"
    assert eval(repr(made)) == made


@every_kind
def test_an_amount_is_a_named_component_in_openapi(kind):
    model = create_model("Body", total=(kind, ...))
    body_schema: dict[str, Any] = model.model_json_schema()
    assert body_schema["properties"]["total"]["$ref"] == f"#/$defs/{kind.__name__}"
    component = body_schema["$defs"][kind.__name__]
    assert component["required"] == ["amount", "currency"]
    assert component["properties"]["amount"]["type"] == "string"
    assert component["additionalProperties"] is False
    assert component["description"]
