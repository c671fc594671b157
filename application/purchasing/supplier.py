"""Use cases of suppliers: one function per command."""

from application.desk import Task
from application.ports.states import Folded
from application.purchasing.facts import plain_context
from application.work import Work
from domain.purchasing.context import PurchasingContext
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
from domain.purchasing.supplier.machine import SUPPLIER, Supplier
from domain.shared.ids import SupplierId
from domain.shared.message import Command


def register_supplier(command: Register) -> Task:
    """Take up a supplier."""

    async def task(work: Work) -> Folded[Supplier]:
        supplier = work.start(SUPPLIER, work.new_id(SupplierId))
        return work.decide(supplier, command, plain_context(work))

    return task


def activate_supplier(supplier_id: SupplierId, command: Activate) -> Task:
    """Let orders be placed with a supplier."""
    return _decide(supplier_id, command)


def block_supplier(supplier_id: SupplierId, command: Block) -> Task:
    """Let no new orders be placed with a supplier."""
    return _decide(supplier_id, command)


def unblock_supplier(supplier_id: SupplierId, command: Unblock) -> Task:
    """Let orders be placed with a supplier again."""
    return _decide(supplier_id, command)


def add_bank_account(supplier_id: SupplierId, command: AddBankAccount) -> Task:
    """Enter an account, for another person to confirm."""
    return _decide(supplier_id, command)


def change_bank_account(supplier_id: SupplierId, command: ChangeBankAccount) -> Task:
    """Enter other details for an account, for another person to confirm."""
    return _decide(supplier_id, command)


def confirm_bank_account(supplier_id: SupplierId, command: ConfirmBankAccount) -> Task:
    """Vouch for details that another person entered."""
    return _decide(supplier_id, command)


def reject_bank_account(supplier_id: SupplierId, command: RejectBankAccount) -> Task:
    """Turn down details that wait for confirmation."""
    return _decide(supplier_id, command)


async def supplier_context(work: Work, _: Folded[Supplier]) -> PurchasingContext:
    """What the rules need to know to tell what the caller may do next with a supplier."""
    return plain_context(work)


def _decide(supplier_id: SupplierId, command: Command) -> Task:
    async def task(work: Work) -> Folded[Supplier]:
        supplier = await work.target(SUPPLIER, supplier_id)
        return work.decide(supplier, command, plain_context(work))

    return task
