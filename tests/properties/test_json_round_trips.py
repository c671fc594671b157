"""What is written is read back as the same value, and written again as the same bytes."""

from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from domain.shared.approval_level import ApprovalLevel, ApprovalThresholds
from domain.shared.bank_account import BankAccount
from domain.shared.business_date import EARLIEST, LATEST, BusinessDate
from domain.shared.country import Country
from domain.shared.currency import Currency
from domain.shared.exchange_rate import ExchangeRate
from domain.shared.iban import Bic, Iban
from domain.shared.ids import Id, PurchaseOrderId
from domain.shared.money import Money, SignedMoney, UnitPrice
from domain.shared.payment_terms import PaymentTerms
from domain.shared.percent import Percent
from domain.shared.quantity import Quantity, QuantityValue
from domain.shared.rounding import JurisdictionRounding, RoundingMode
from domain.shared.sku import SkuCode
from domain.shared.text import LongText, ShortText
from domain.shared.tolerance import Joined, LowerSide, Tolerance
from tests.properties import values

days = st.dates(EARLIEST, LATEST)
names = st.text(
    st.characters(exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=50
).filter(lambda text: text == text.strip())
terms = st.one_of(
    st.integers(0, 365).map(lambda net: PaymentTerms(f"NET{net}")),
    st.tuples(st.integers(1, 9999), st.integers(0, 30), st.integers(30, 365)).map(
        lambda parts: PaymentTerms(f"{Decimal(parts[0]).scaleb(-2)}/{parts[1]} NET{parts[2]}")
    ),
)
rates = st.builds(
    ExchangeRate,
    source=st.just(Currency("IDR")),
    target=st.sampled_from([Currency("USD"), Currency("KWD")]),
    rate=values.decimals(10, 1, 10**16),
    date=days,
    provider=names,
)
thresholds = values.currencies.flatmap(
    lambda currency: st.lists(
        values.decimals(currency.scale, 0, 10**12), min_size=2, max_size=2, unique=True
    ).map(lambda pair: ApprovalThresholds(currency=currency, l1=min(pair), l2=max(pair)))
)
tolerances = st.builds(
    Tolerance,
    percent=values.percents,
    absolute=st.none() | values.decimals(6, 0, 10**12),
    operator=st.sampled_from(Joined),
    lower_side=st.sampled_from(LowerSide),
)
accounts = st.builds(
    BankAccount,
    iban=st.just(Iban("DE89370400440532013000")),
    bic=st.none() | st.just(Bic("COBADEFF")),
    holder=names,
    currency=values.currencies,
)
roundings = st.tuples(days, st.sampled_from(RoundingMode), st.booleans()).map(
    lambda parts: JurisdictionRounding(
        jurisdiction=Country("NO"), valid_from=parts[0], mode=parts[1], whole_units=parts[2]
    )
)
order_ids = st.uuids(version=4).map(PurchaseOrderId.of)

VALUES: list[tuple[Any, st.SearchStrategy[Any]]] = [
    (PurchaseOrderId, order_ids),
    (Id, order_ids),
    (Currency, values.currencies),
    (Money, values.money),
    (SignedMoney, values.signed_money),
    (UnitPrice, values.unit_prices),
    (QuantityValue, values.quantity_values),
    (Quantity, values.quantities),
    (Percent, values.percents),
    (SkuCode, st.from_regex(r"[A-Z0-9][A-Z0-9._-]{1,63}", fullmatch=True).map(SkuCode)),
    (ApprovalLevel, st.sampled_from(ApprovalLevel)),
    (ApprovalThresholds, thresholds),
    (Tolerance, tolerances),
    (ExchangeRate, rates),
    (PaymentTerms, terms),
    (BusinessDate, days),
    (BankAccount, accounts),
    (JurisdictionRounding, roundings),
    (ShortText, names),
    (LongText, names),
]


@cache
def adapter(place: int) -> TypeAdapter[Any]:
    return TypeAdapter(VALUES[place][0])


@pytest.mark.parametrize("place", range(len(VALUES)))
@given(st.data())
def test_every_value_survives_its_own_json(place, data):
    value = adapter(place).validate_python(data.draw(VALUES[place][1]))
    written = adapter(place).dump_json(value, by_alias=True)
    again = adapter(place).validate_json(written)
    assert again == value
    assert type(again) is type(value)
    assert hash(again) == hash(value)
    assert adapter(place).dump_json(again, by_alias=True) == written


@pytest.mark.parametrize("place", range(len(VALUES)))
@given(st.data())
def test_every_value_survives_as_plain_data_too(place, data):
    value = data.draw(VALUES[place][1])
    plain = adapter(place).dump_python(value, mode="json", by_alias=True)
    assert adapter(place).validate_python(plain) == value


def read_amount(kind: Any, given: dict[str, str]) -> tuple[Any, list[tuple[int | str, ...]]]:
    try:
        return TypeAdapter(kind).validate_python(given), []
    except ValidationError as refused:
        return None, [each["loc"] for each in refused.errors()]


@pytest.mark.parametrize("kind", [Money, SignedMoney, UnitPrice])
@given(amount=st.text(max_size=12))
def test_whatever_text_is_sent_is_a_canonical_amount_or_a_located_problem(kind, amount):
    made, wrong = read_amount(kind, {"amount": amount, "currency": "USD"})
    assert wrong == [("amount",)] or (made is not None and made.amount == Decimal(amount))
