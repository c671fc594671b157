"""Suppliers and the accounts that they are paid to."""

from typing import Annotated

import orjson
from pydantic import Field

from api.http.answer import Answer
from api.http.commanding import Commander
from api.http.idempotency import Told
from api.http.kinds import SUPPLIERS
from api.http.listing import page_of
from api.http.models import AllowedCommand, PageOf, Wire
from api.http.operation import Gives
from api.http.past import PastQuery, WholeNumber
from api.http.querying import Asking
from api.http.resource import Resource
from application.documents.supplier import SupplierDocument
from application.ports.states import Folded
from application.purchasing import supplier as tasks
from domain.purchasing.supplier.commands import (
    Activate,
    AddBankAccount,
    Block,
    ChangeBankAccount,
    ConfirmBankAccount,
    Register,
    RejectBankAccount,
    Unblock,
)
from domain.purchasing.supplier.machine import Supplier
from domain.shared.bank_account import BankAccount
from domain.shared.ids import SupplierId
from domain.shared.message import Message
from domain.shared.text import Reason
from projections.purchasing.suppliers import SupplierSummary

suppliers = Resource("/v1/suppliers", "Suppliers")

AccountNumber = Annotated[int, WholeNumber, Field(ge=1, le=9999)]


class Confirmation(Message):
    """The number in the address says everything."""


class Objection(Message):
    """Why the details are turned down."""

    reason: Reason


class SupplierAnswer(SupplierDocument):
    """A supplier, and what the caller could do next."""

    allowed_commands: tuple[AllowedCommand, ...]


class BankAccountAnswer(Wire):
    """The number of the new account, and that it waits for a second person."""

    supplier_id: SupplierId
    bank_account: int
    status: str
    version: int


@suppliers.listing("", "suppliers.list", of="suppliers", gives=Gives(PageOf[SupplierSummary]))
async def list_all(asking: Asking) -> Answer:
    """Suppliers, by status, country and name."""
    return await page_of(asking, "suppliers")


@suppliers.command("POST", "", "suppliers.create", Gives(SupplierAnswer, 201))
async def create(command: Register, by: Commander) -> Answer:
    """Begin to onboard a supplier."""
    return await by.create(SUPPLIERS, tasks.register_supplier(command))


@suppliers.query("/{supplier_id}", "suppliers.read", Gives(SupplierAnswer))
async def show(supplier_id: SupplierId, past: PastQuery, asking: Asking) -> Answer:
    """One supplier, today or as it was."""
    return await asking.document(SUPPLIERS, supplier_id, past)


@suppliers.command("PATCH", "/{supplier_id}/activate", "suppliers.activate", Gives(SupplierAnswer))
async def activate(supplier_id: SupplierId, command: Activate, by: Commander) -> Answer:
    """Let orders be placed with it."""
    return await by.change(SUPPLIERS, tasks.activate_supplier(supplier_id, command))


@suppliers.command("PATCH", "/{supplier_id}/block", "suppliers.block", Gives(SupplierAnswer))
async def block(supplier_id: SupplierId, command: Block, by: Commander) -> Answer:
    """Let no new orders be placed with it."""
    return await by.change(SUPPLIERS, tasks.block_supplier(supplier_id, command))


@suppliers.command("PATCH", "/{supplier_id}/unblock", "suppliers.unblock", Gives(SupplierAnswer))
async def unblock(supplier_id: SupplierId, command: Unblock, by: Commander) -> Answer:
    """Let orders be placed with it again."""
    return await by.change(SUPPLIERS, tasks.unblock_supplier(supplier_id, command))


@suppliers.command(
    "POST",
    "/{supplier_id}/bank-accounts",
    "suppliers.add-bank-account",
    Gives(BankAccountAnswer, 201),
)
async def add_bank_account(supplier_id: SupplierId, command: BankAccount, by: Commander) -> Answer:
    """Enter an account; another person has to confirm it before it is paid to."""
    task = tasks.add_bank_account(supplier_id, AddBankAccount(account=command))
    return await by.tell(task, _tell_account)


@suppliers.command(
    "PATCH",
    "/{supplier_id}/bank-accounts/{number}/change",
    "suppliers.change-bank-account",
    Gives(SupplierAnswer),
)
async def change_bank_account(
    supplier_id: SupplierId, number: AccountNumber, command: BankAccount, by: Commander
) -> Answer:
    """Enter other details; until another person confirms them, nothing is paid to the account."""
    change = ChangeBankAccount(bank_account=number, account=command)
    return await by.change(SUPPLIERS, tasks.change_bank_account(supplier_id, change))


@suppliers.command(
    "PATCH",
    "/{supplier_id}/bank-accounts/{number}/confirm",
    "suppliers.confirm-bank-account",
    Gives(SupplierAnswer),
)
async def confirm_bank_account(
    supplier_id: SupplierId, number: AccountNumber, command: Confirmation, by: Commander
) -> Answer:
    """Vouch for details that another person entered."""
    confirmation = ConfirmBankAccount(bank_account=number)
    return await by.change(SUPPLIERS, tasks.confirm_bank_account(supplier_id, confirmation))


@suppliers.command(
    "PATCH",
    "/{supplier_id}/bank-accounts/{number}/reject",
    "suppliers.reject-bank-account",
    Gives(SupplierAnswer),
)
async def reject_bank_account(
    supplier_id: SupplierId, number: AccountNumber, command: Objection, by: Commander
) -> Answer:
    """Turn down details that wait for confirmation."""
    rejection = RejectBankAccount(bank_account=number, reason=command.reason)
    return await by.change(SUPPLIERS, tasks.reject_bank_account(supplier_id, rejection))


def _tell_account(folded: Folded[Supplier]) -> Told:
    number = max(folded.state.accounts)
    body = orjson.dumps(
        {
            "supplierId": folded.stream_id,
            "bankAccount": number,
            "status": folded.state.accounts[number].status,
            "version": folded.version,
        }
    )
    return Told(201, folded.version, SUPPLIERS.address(folded.stream_id), body)
