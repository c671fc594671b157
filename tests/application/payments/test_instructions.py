"""What we ask of a bank is one file that names each transfer once."""

import pytest
from pydantic import ValidationError

from application.payments.instructions import (
    Level,
    StatusEntry,
    StatusReport,
    Transfer,
    batches,
)
from domain.shared.money import Money
from tests.infrastructure.bank.instructions import (
    EUROS,
    IN_FRANCE,
    MESSAGE_ID,
    instruction,
    of_all_kinds,
    transfer,
)


def paid(number: int) -> Transfer:
    return transfer(number, Money("10.00", "EUR"), IN_FRANCE, EUROS)


def test_transfers_of_one_account_currency_and_scheme_are_one_batch() -> None:
    found = batches(MESSAGE_ID, of_all_kinds().transfers)
    assert [
        (batch.payment_info_id, batch.currency, batch.sepa, len(batch.transfers)) for batch in found
    ] == [
        (f"{MESSAGE_ID}001", "EUR", True, 2),
        (f"{MESSAGE_ID}002", "EUR", False, 1),
        (f"{MESSAGE_ID}003", "USD", False, 1),
    ]


def test_two_transfers_of_one_end_to_end_id_are_refused() -> None:
    with pytest.raises(ValidationError, match="two transfers of one endToEndId"):
        instruction(paid(1), paid(2), paid(1))


def test_a_file_without_transfers_is_refused() -> None:
    with pytest.raises(ValidationError, match="at least 1 item"):
        instruction()


def test_a_transfer_of_nothing_is_refused() -> None:
    with pytest.raises(ValidationError, match="must be more than zero"):
        transfer(1, Money("0.00", "EUR"), IN_FRANCE, EUROS)


def test_what_is_said_of_the_group_is_the_group_status() -> None:
    of_one = StatusEntry(level=Level.TRANSACTION, status="RJCT")
    of_all = StatusEntry(level=Level.GROUP, status="PART")
    report = {"message_id": "R1", "created_at": "2026-11-21T10:00:00+01:00"}
    report |= {"original_message_id": MESSAGE_ID}
    read = StatusReport.model_validate(report | {"entries": (of_all, of_one)})
    assert read.group_status == "PART"
    assert read.created_at.isoformat() == "2026-11-21T09:00:00+00:00"
    assert StatusReport.model_validate(report | {"entries": (of_one,)}).group_status is None
