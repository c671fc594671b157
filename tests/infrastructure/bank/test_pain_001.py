"""A file is one that a bank can carry out, or there is none."""

import pytest
from lxml import etree

from application.payments.instructions import PainVersion, Transfer
from application.ports.payment_files import InstructionNotWritable
from domain.shared.bank_account import BankAccount
from domain.shared.currency import Currency
from domain.shared.iban import Bic, Iban
from domain.shared.money import Money
from infrastructure.bank.pain_001 import PainFiles, remittance_text
from tests.infrastructure.bank.instructions import (
    EUROS,
    IN_FRANCE,
    instruction,
    transfer,
)

EURO = Money("10.00", "EUR")


def to_france(**said: object) -> Transfer:
    """A transfer to France that says something else."""
    return transfer(1, EURO, IN_FRANCE, EUROS).model_copy(update=said)


def element(file: bytes, name: str) -> str | None:
    """The text of the first element of that name."""
    return etree.fromstring(file).findtext(f".//{{*}}{name}")


@pytest.mark.parametrize("version", PainVersion)
@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (Money("1000", "JPY"), "1000"),
        (Money("1.001", "KWD"), "1.001"),
        (Money("6527.81", "EUR"), "6527.81"),
        (Money("0.10", "EUR"), "0.10"),
        (Money("0.0001", "CLF"), "0.0001"),
    ],
)
def test_amounts_have_exactly_the_decimals_of_their_currency(
    version: PainVersion, amount: Money, written: str
) -> None:
    file = PainFiles().write(instruction(transfer(1, amount, IN_FRANCE, EUROS), version=version))
    assert element(file, "InstdAmt") == written
    assert element(file, "CtrlSum") == written


def test_an_amount_that_no_file_can_carry_is_refused_rather_than_cut() -> None:
    large = transfer(1, Money("12345678901234567.89", "USD"), IN_FRANCE, EUROS)
    with pytest.raises(InstructionNotWritable, match="would not be valid"):
        PainFiles().write(instruction(large))


def test_a_bic_that_the_older_version_cannot_carry_is_refused_there_only() -> None:
    bank = BankAccount(
        iban=Iban("FR1420041010050500013M02606"),
        bic=Bic("A1B2FRPP"),
        holder="Boulons SA",
        currency=Currency("EUR"),
    )
    said = transfer(1, EURO, bank, EUROS)
    assert element(PainFiles().write(instruction(said)), "BICFI") == "A1B2FRPP"
    with pytest.raises(InstructionNotWritable, match="BIC"):
        PainFiles().write(instruction(said, version=PainVersion.V03))


def test_a_payee_whose_name_cannot_be_told_in_latin_letters_is_refused() -> None:
    with pytest.raises(InstructionNotWritable, match="QLBTAE-1 has no letter"):
        PainFiles().write(instruction(to_france(creditor_name="北京公司")))


def test_a_name_is_cut_where_sepa_ends_it() -> None:
    file = PainFiles().write(instruction(to_france(creditor_name="Schrauben " * 13)))
    assert etree.fromstring(file).findtext(".//{*}Cdtr/{*}Nm") == ("Schrauben " * 13)[:70].strip()


def test_an_unnamed_purpose_leaves_no_empty_element() -> None:
    assert element(PainFiles().write(instruction(to_france(remittance=()))), "RmtInf") is None


@pytest.mark.parametrize(
    ("items", "told"),
    [
        ([], ""),
        (["RE-1"], "RE-1"),
        (["RE-1", "RE_2"], "RE-1, RE-2"),
        (["北京", "RE-1"], "RE-1"),
        (["x" * 140], "x" * 140),
        (["x" * 139, "RE-2"], "x" * 132 + " +1"),
        ([f"RE-{number:04d}" for number in range(30)],
         ", ".join(f"RE-{number:04d}" for number in range(15)) + " +15"),
    ],
)  # fmt: skip
def test_the_supplier_reads_whole_numbers_and_how_many_more_there_are(
    items: list[str], told: str
) -> None:
    assert remittance_text(items) == told
    assert len(told) <= 140
