"""The figures themselves say in which order currencies are shown and how often people had to look."""

from decimal import Decimal

import pytest

from api.cli.demo.finance.figures import Matching
from tests.api.cli.demo.finance.sample import MONTH


def test_the_tenants_own_currency_is_named_first() -> None:
    assert MONTH.currencies == ["EUR", "JPY", "USD"]


@pytest.mark.parametrize(
    ("invoices", "at_once", "rate"),
    [
        (52, 47, "9.6"),
        (0, 0, "0"),
        (3, 2, "33.3"),
        (8, 5, "37.5"),
        (2000, 1999, "0.1"),
        (5, 5, "0"),
    ],
)
def test_the_exception_rate_is_the_share_of_invoices_that_somebody_had_to_look_at(
    invoices: int, at_once: int, rate: str
) -> None:
    assert Matching(invoices, at_once, 0, ()).rate == Decimal(rate)
