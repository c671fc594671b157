"""A month as the API might list it, small enough to check by hand."""

from datetime import UTC, date, datetime
from decimal import Decimal

from api.cli.demo.finance.figures import (
    Amount,
    Log,
    MatchException,
    Matching,
    Moment,
    Month,
    OpenOrder,
    Payable,
    Payout,
    Proof,
    Refusal,
)

BERGMANN, CASCADE, HOSHINO = "Bergmann Optik GmbH", "Cascade Tooling Inc.", "Hoshino Seiki K.K."


def eur(value: str) -> Amount:
    """An amount in the tenant's own currency."""
    return Amount(Decimal(value), "EUR", Decimal(value))


def usd(value: str, base: str) -> Amount:
    """An amount that was worth so many euros."""
    return Amount(Decimal(value), "USD", Decimal(base))


def jpy(value: str, base: str) -> Amount:
    """An amount without decimals."""
    return Amount(Decimal(value), "JPY", Decimal(base))


MONTH = Month(
    company="Lindau Instruments",
    base="EUR",
    first_day=date(2026, 11, 23),
    now=datetime(2026, 12, 18, 18, 0, tzinfo=UTC),
    ordered=60,
    orders=(
        OpenOrder("po_1", BERGMANN, "Acknowledged", eur("11722.00")),
        OpenOrder("po_2", CASCADE, "PartiallyReceived", usd("4800.00", "4423.20")),
        OpenOrder("po_3", HOSHINO, "AwaitingApproval", jpy("1250000", "7625.00")),
        OpenOrder("po_4", BERGMANN, "Disputed", eur("1000.00")),
        OpenOrder("po_5", HOSHINO, "Acknowledged", jpy("90000", "549.00")),
    ),
    matching=Matching(
        invoices=52,
        at_once=47,
        waiting=1,
        exceptions=(
            MatchException(
                "Price above the order", "inv_1", BERGMANN, "expected 1,000.00 EUR, billed 1,020.01 EUR",
                "corrected", open=False,
            ),
            MatchException(
                "Price above the order", "inv_2", HOSHINO, "expected 90,000 JPY, billed 100,800 JPY",
                "disputed", open=True,
            ),
            MatchException(
                "Possible duplicate", "inv_3", CASCADE, "same amount and date as A-77", "released",
                open=False,
            ),
        ),
    ),
    payables=(
        Payable("B-100", BERGMANN, "Disputed", date(2026, 12, 1), eur("1020.01")),
        Payable("B-101", BERGMANN, "Scheduled", date(2026, 12, 10), eur("3150.40")),
        Payable("B-102", BERGMANN, "Scheduled", date(2026, 12, 18), eur("250.00")),
        Payable("C-200", CASCADE, "Scheduled", date(2026, 12, 25), usd("4800.00", "4423.20")),
        Payable("C-201", CASCADE, "Scheduled", date(2026, 12, 26), usd("1000.00", "921.50")),
        Payable("H-300", HOSHINO, "Scheduled", date(2027, 1, 17), jpy("1250000", "7625.00")),
        Payable("H-301", HOSHINO, "Scheduled", date(2027, 2, 1), jpy("90000", "549.00")),
    ),
    payouts=(
        Payout(BERGMANN, date(2026, 12, 3), eur("8240.00"), paid=True),
        Payout(CASCADE, date(2026, 12, 3), usd("2000.00", "1843.00"), paid=True),
        Payout(BERGMANN, date(2026, 12, 17), eur("11487.56"), paid=True),
        Payout(BERGMANN, date(2026, 12, 18), eur("3150.40"), paid=False),
        Payout(CASCADE, date(2026, 12, 25), usd("4800.00", "4423.20"), paid=False),
        Payout(HOSHINO, date(2027, 1, 17), jpy("1250000", "7625.00"), paid=False),
        Payout(HOSHINO, date(2027, 2, 1), jpy("90000", "549.00"), paid=False),
    ),
    refusals=(
        Refusal(
            "Mara Stein", "approve", "requisition", "SegregationOfDutiesViolation",
            "Nobody approves what they created.",
        ),
        Refusal(
            "Paul Novak", "confirm-bank-account", "supplier", "SegregationOfDutiesViolation",
            "Nobody confirms what they entered.",
        ),
    ),
    life=(
        Moment(datetime(2026, 11, 23, 13, 0, tzinfo=UTC), "Ben Okafor", "Created", ""),
        Moment(
            datetime(2026, 11, 25, 13, 0, tzinfo=UTC), "Lena Fuchs", "Approved",
            "with the level of Amara Diallo",
        ),
    ),
    log=Log(1234, {"purchasing.purchase-order": 700, "invoicing.supplier-invoice": 534}),
    proof=Proof(
        events=1234, sealed=1234, root="5e" * 32,
        signed_at=datetime(2026, 11, 20, 9, 30, 5, tzinfo=UTC),
        key="daybook/ten_1+3bdd36a6+ATG8wWVd",
        again=(
            "daybook audit verify", "daybook audit export copy",
            "python copy/daybook_verify.py copy",
        ),
    ),
)  # fmt: skip
