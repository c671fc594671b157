"""The names that the bank gets for files and transfers lead back to the run, and nothing else does."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.payments.references import (
    end_to_end_id,
    message_id,
    run_of_message,
    run_of_transfer,
)
from domain.shared.ids import PaymentRunId

runs = st.uuids(version=4).map(PaymentRunId.of)


@given(run=runs, transfer=st.integers(min_value=1, max_value=99_999_999))
def test_names_lead_back_in_either_case_and_fit_the_banks_forms(
    run: PaymentRunId, transfer: int
) -> None:
    name = end_to_end_id(run, transfer)
    assert len(name) <= 35
    assert run_of_transfer(name) == run_of_transfer(name.lower()) == (run, transfer)
    assert len(message_id(run)) == 32
    assert run_of_message(message_id(run)) == run_of_message(message_id(run).upper()) == run


@given(st.text(max_size=40))
def test_whatever_a_bank_writes_is_a_name_of_ours_or_none(text: str) -> None:
    found = run_of_transfer(text)
    assert found is None or end_to_end_id(*found) == text.upper()
    known = run_of_message(text)
    assert known is None or message_id(known) == text.lower()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-1",
        "A" * 26,
        f"{'A' * 26}-0",
        f"{'A' * 26}-01",
        f"{'1' * 26}-1",
        f"{'A' * 26}-1 ",
        "x" * 32,
    ],
)
def test_strange_names_are_none_of_ours(text: str) -> None:
    assert run_of_transfer(text) is None
    assert run_of_message(text) is None


def test_a_name_made_of_another_kind_of_uuid_is_none_of_ours() -> None:
    assert run_of_message(UUID(int=7).hex) is None
