"""A bank without IBANs is named by the code of its country."""

import pytest

from domain.shared.bank_account import BankAccount
from domain.shared.currency import Currency
from domain.shared.iban import Bic
from infrastructure.bank.clearing_systems import clearing_member
from tests.infrastructure.bank.instructions import EUROS


def account(bank_code: str, bic: str | None) -> BankAccount:
    """An account by number and bank code."""
    return BankAccount(
        account_number="1",
        bank_code=bank_code,
        bic=Bic(bic) if bic else None,
        holder="Somebody",
        currency=Currency("USD"),
    )


@pytest.mark.parametrize(
    ("bank_code", "bic", "member", "system"),
    [
        ("026009593", "BOFAUS3N", "026009593", "USABA"),
        ("062-000", "CTBAAU2S", "062000", "AUBSB"),
        ("06-2000-1", "CTBAAU2S", "06-2000-1", None),
        ("026009593", None, "026009593", None),
        ("123", "BCHICLRM", "123", None),
    ],
)
def test_the_clearing_system_is_named_only_where_country_and_form_agree(
    bank_code: str, bic: str | None, member: str, system: str | None
) -> None:
    found = clearing_member(account(bank_code, bic))
    assert found is not None
    assert (found.member_id, found.system) == (member, system)


def test_an_account_by_iban_needs_no_clearing_system() -> None:
    assert clearing_member(EUROS) is None
