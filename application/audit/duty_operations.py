"""Which operations exercise which duty, so that what roles may do tells who holds conflicting duties."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from application.permissions import PERMISSIONS
from domain.audit.segregation.conflict import Conflict
from domain.audit.segregation.conflicts import CONFLICTS
from domain.audit.segregation.duty import Duty
from domain.identity.role import APPROVING, Role, in_order

OPERATIONS: Mapping[Duty, tuple[str, ...]] = MappingProxyType(
    {
        Duty.REGISTER_SUPPLIER: ("suppliers.create",),
        Duty.ACTIVATE_SUPPLIER: ("suppliers.activate",),
        Duty.BLOCK_SUPPLIER: ("suppliers.block",),
        Duty.UNBLOCK_SUPPLIER: ("suppliers.unblock",),
        Duty.ENTER_BANK_ACCOUNT: ("suppliers.add-bank-account", "suppliers.change-bank-account"),
        Duty.CONFIRM_BANK_ACCOUNT: ("suppliers.confirm-bank-account",),
        Duty.RAISE_REQUISITION: (
            *("requisitions.create", "requisitions.edit", "requisitions.submit"),
            "requisitions.copy",
        ),
        Duty.APPROVE_REQUISITION: ("requisitions.approve",),
        Duty.RAISE_ORDER: (
            *("purchase-orders.create", "purchase-orders.edit", "purchase-orders.submit"),
            "requisitions.convert-to-po",
        ),
        Duty.AMEND_ORDER: ("purchase-orders.amend",),
        Duty.APPROVE_ORDER: ("purchase-orders.approve",),
        Duty.DISPUTE_ORDER: ("purchase-orders.dispute",),
        Duty.RESOLVE_ORDER_DISPUTE: ("purchase-orders.resolve-approve",),
        Duty.RECEIVE_GOODS: ("grn.receive",),
        Duty.RESOLVE_DISCREPANCY: ("grn.accept", "grn.return"),
        Duty.RETURN_GOODS: ("grn.return-to-supplier",),
        Duty.HANDLE_INVOICE: ("invoices.register", "invoices.correct", "invoices.release"),
        Duty.RELEASE_INVOICE: ("invoices.release",),
        Duty.CORRECT_INVOICE: ("invoices.correct",),
        Duty.DISPUTE_INVOICE: ("invoices.dispute",),
        Duty.REGISTER_CREDIT_NOTE: ("credit-notes.register",),
        Duty.PROPOSE_PAYMENT_RUN: ("payment-runs.create",),
        Duty.APPROVE_PAYMENT_RUN: ("payment-runs.approve",),
        Duty.REPORT_FOR_THE_BANK: ("bank.report",),
        Duty.HANDLE_FINANCING: (
            *("murabaha.request", "murabaha.contract", "murabaha.acquire"),
            *("murabaha.transfer", "murabaha.settle"),
        ),
        Duty.SET_APPROVAL_POLICY: (
            "policies.set-approval-thresholds",
            "policies.set-approval-mode",
        ),
        Duty.SET_MATCH_TOLERANCE: ("policies.set-match-tolerance",),
        Duty.SET_RECEIPT_TOLERANCE: ("policies.set-receipt-tolerance",),
        Duty.SET_PAYING_ACCOUNTS: ("policies.set-paying-accounts",),
        Duty.LEND_AUTHORITY: ("delegations.grant",),
        Duty.GRANT_ACCESS: (
            *("users.register", "users.change-roles"),
            "users.change-approval-level",
        ),
        Duty.WIDEN_ROLES: ("users.change-roles",),
        Duty.RAISE_LEVEL: ("users.change-approval-level",),
        Duty.DEACTIVATE_USER: ("users.deactivate",),
        Duty.BE_ASKED_TO_APPROVE: (),
        Duty.BE_A_USER: (),
    }
)
"""Every duty; what happens to somebody takes no operation of theirs."""


_BY_LEVEL = frozenset({Duty.APPROVE_REQUISITION, Duty.APPROVE_ORDER})


@dataclass(frozen=True, slots=True)
class Held:
    """A conflict whose duties somebody's roles both allow, with the roles that allow each."""

    conflict: Conflict
    first: tuple[Role, ...]
    second: tuple[Role, ...]


def held_by(roles: Collection[Role]) -> tuple[Held, ...]:
    """The conflicts that roles allow; one that joins a duty with itself is held by nobody."""
    able = {duty: _allowing(duty, roles) for duty in Duty}
    return tuple(
        Held(one, able[one.first], able[one.second])
        for one in CONFLICTS
        if one.first is not one.second and able[one.first] and able[one.second]
    )


def _allowing(duty: Duty, roles: Collection[Role]) -> tuple[Role, ...]:
    """Approving takes a level, which only some roles may have: the operation alone says nothing."""
    able = APPROVING if duty in _BY_LEVEL else frozenset(Role)
    return in_order(
        role
        for role in able.intersection(roles)
        if any(role in PERMISSIONS[operation].roles for operation in OPERATIONS[duty])
    )
