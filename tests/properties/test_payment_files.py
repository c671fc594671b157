"""Whatever can be asked of a bank can be written, adds up, and is read by others as it was meant."""

from decimal import Decimal

from hypothesis import given
from lxml import etree

from application.payments.instructions import PaymentInstruction, batches
from infrastructure.bank.pain_001 import PainFiles
from infrastructure.bank.simulator.intake import read_file
from tests.infrastructure.bank.instructions import instructions


def texts(file: bytes, path: str) -> list[str]:
    """The texts of elements by their local names."""
    steps = "".join(f"/*[local-name()='{name}']" for name in path.split("/"))
    found = etree.fromstring(file).xpath(f"/{steps}/text()")
    assert isinstance(found, list)
    return [str(each) for each in found]


@given(instructions())
def test_any_instruction_is_a_file_that_the_bank_takes_transfer_by_transfer(
    instruction: PaymentInstruction,
) -> None:
    file = PainFiles().write(instruction)
    taken = read_file(file, instruction.message_id)
    by_id = {each.end_to_end_id: each for each in taken.transfers}
    assert {
        each.end_to_end_id: (each.amount.amount, each.amount.currency)
        for each in instruction.transfers
    } == {name: (each.amount, each.currency) for name, each in by_id.items()}
    for each in instruction.transfers:
        taken_account = by_id[each.end_to_end_id].creditor_account
        assert taken_account == (each.creditor.iban or each.creditor.account_number)


@given(instructions())
def test_the_sums_of_a_file_and_of_each_batch_are_those_of_its_transfers(
    instruction: PaymentInstruction,
) -> None:
    file = PainFiles().write(instruction)
    total = sum((each.amount.amount for each in instruction.transfers), Decimal(0))
    assert texts(file, "GrpHdr/NbOfTxs") == [str(len(instruction.transfers))]
    assert [Decimal(text) for text in texts(file, "GrpHdr/CtrlSum")] == [total]
    parts = batches(instruction.message_id, instruction.transfers)
    assert texts(file, "PmtInf/NbOfTxs") == [str(len(part.transfers)) for part in parts]
    assert [Decimal(text) for text in texts(file, "PmtInf/CtrlSum")] == [
        sum((each.amount.amount for each in part.transfers), Decimal(0)) for part in parts
    ]
    assert texts(file, "PmtInf/PmtInfId") == [part.payment_info_id for part in parts]


@given(instructions())
def test_equal_instructions_are_equal_bytes(instruction: PaymentInstruction) -> None:
    again = PaymentInstruction.model_validate_json(instruction.model_dump_json())
    assert PainFiles().write(again) == PainFiles().write(instruction)
