"""Suppliers as they are carried out."""

import asyncio

import pytest

from application.ports.event_store import Upto
from application.purchasing import supplier as suppliers
from domain.purchasing.supplier import commands as c
from domain.purchasing.supplier.machine import SUPPLIER, Supplier, usable_account
from domain.purchasing.supplier.rules import UnknownBankAccount
from domain.shared.bank_account import BankAccount
from domain.shared.iban import Iban
from domain.shared.refusal import Refused, SegregationOfDutiesViolation
from tests.application.purchasing.buying import EUR, Buying

ACCOUNT = BankAccount(iban=Iban("DE89370400440532013000"), holder="Acme", currency=EUR)
CONFIRM = c.ConfirmBankAccount(bank_account=1)


async def state(buying: Buying) -> Supplier:
    """Acme as the log tells it."""
    stage = buying.stage
    return (await stage.states.load_at(stage.tenant, SUPPLIER, buying.acme, Upto())).state


async def test_an_account_takes_two_people(buying: Buying) -> None:
    add = suppliers.add_bank_account(buying.acme, c.AddBankAccount(account=ACCOUNT))
    await buying.stage.do(buying.ben, add)
    with pytest.raises(SegregationOfDutiesViolation):
        await buying.stage.do(buying.ben, suppliers.confirm_bank_account(buying.acme, CONFIRM))
    assert usable_account(await state(buying), "EUR") is None
    await buying.stage.do(buying.ann, suppliers.confirm_bank_account(buying.acme, CONFIRM))
    assert usable_account(await state(buying), "EUR") == (1, ACCOUNT)


async def test_two_confirmations_at_once_are_one(buying: Buying) -> None:
    add = suppliers.add_bank_account(buying.acme, c.AddBankAccount(account=ACCOUNT))
    await buying.stage.do(buying.ben, add)
    confirm = suppliers.confirm_bank_account(buying.acme, CONFIRM)
    outcomes = await asyncio.gather(
        *(buying.stage.do(who, confirm) for who in (buying.ann, buying.cleo, buying.dan)),
        return_exceptions=True,
    )
    assert len([one for one in outcomes if isinstance(one, Refused)]) == 2


async def test_two_accounts_entered_at_once_have_two_numbers(buying: Buying) -> None:
    add = suppliers.add_bank_account(buying.acme, c.AddBankAccount(account=ACCOUNT))
    await asyncio.gather(*(buying.stage.do(buying.ben, add) for _ in range(3)))
    assert list((await state(buying)).accounts) == [1, 2, 3]


async def test_a_changed_account_holds_its_payments(buying: Buying) -> None:
    add = suppliers.add_bank_account(buying.acme, c.AddBankAccount(account=ACCOUNT))
    await buying.stage.do(buying.ben, add)
    await buying.stage.do(buying.ann, suppliers.confirm_bank_account(buying.acme, CONFIRM))
    change = c.ChangeBankAccount(bank_account=1, account=ACCOUNT)
    await buying.stage.do(buying.dan, suppliers.change_bank_account(buying.acme, change))
    assert usable_account(await state(buying), "EUR") is None
    reject = c.RejectBankAccount(bank_account=1, reason="forged")
    await buying.stage.do(buying.cleo, suppliers.reject_bank_account(buying.acme, reject))
    assert usable_account(await state(buying), "EUR") == (1, ACCOUNT)


async def test_an_account_that_is_not_there_is_not_found(buying: Buying) -> None:
    with pytest.raises(UnknownBankAccount):
        await buying.stage.do(buying.ann, suppliers.confirm_bank_account(buying.acme, CONFIRM))


async def test_a_supplier_is_blocked_and_unblocked(buying: Buying) -> None:
    block = suppliers.block_supplier(buying.acme, c.Block(reason="late"))
    await buying.stage.do(buying.dan, block)
    assert not (await state(buying)).active
    await buying.stage.do(buying.dan, suppliers.unblock_supplier(buying.acme, c.Unblock()))
    assert (await state(buying)).active
