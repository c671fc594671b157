"""The duties of procure-to-pay, and the events that show somebody exercised one."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Duty(StrEnum):
    """A part of the work that somebody can be held to; names are final, because reports carry them."""

    REGISTER_SUPPLIER = "register-supplier"
    ACTIVATE_SUPPLIER = "activate-supplier"
    BLOCK_SUPPLIER = "block-supplier"
    UNBLOCK_SUPPLIER = "unblock-supplier"
    ENTER_BANK_ACCOUNT = "enter-bank-account"
    CONFIRM_BANK_ACCOUNT = "confirm-bank-account"
    RAISE_REQUISITION = "raise-requisition"
    BE_ASKED_TO_APPROVE = "be-asked-to-approve"
    APPROVE_REQUISITION = "approve-requisition"
    RAISE_ORDER = "raise-order"
    AMEND_ORDER = "amend-order"
    APPROVE_ORDER = "approve-order"
    DISPUTE_ORDER = "dispute-order"
    RESOLVE_ORDER_DISPUTE = "resolve-order-dispute"
    RECEIVE_GOODS = "receive-goods"
    RESOLVE_DISCREPANCY = "resolve-discrepancy"
    RETURN_GOODS = "return-goods"
    HANDLE_INVOICE = "handle-invoice"
    RELEASE_INVOICE = "release-invoice"
    CORRECT_INVOICE = "correct-invoice"
    DISPUTE_INVOICE = "dispute-invoice"
    REGISTER_CREDIT_NOTE = "register-credit-note"
    PROPOSE_PAYMENT_RUN = "propose-payment-run"
    APPROVE_PAYMENT_RUN = "approve-payment-run"
    REPORT_FOR_THE_BANK = "report-for-the-bank"
    HANDLE_FINANCING = "handle-financing"
    SET_APPROVAL_POLICY = "set-approval-policy"
    SET_MATCH_TOLERANCE = "set-match-tolerance"
    SET_RECEIPT_TOLERANCE = "set-receipt-tolerance"
    SET_PAYING_ACCOUNTS = "set-paying-accounts"
    LEND_AUTHORITY = "lend-authority"
    GRANT_ACCESS = "grant-access"
    BE_A_USER = "be-a-user"
    WIDEN_ROLES = "widen-roles"
    RAISE_LEVEL = "raise-level"
    DEACTIVATE_USER = "deactivate-user"


class Only(StrEnum):
    """What else must be so for an event to show the duty."""

    WIDENING = "roles are added"
    RAISING = "the level rises"
    BY_HAND = "a person objects, not the match"


class Subject(StrEnum):
    """What an event is about beside its document, where conflicts ask for it."""

    ACCOUNT_ENTRY = "the details of a bank account that waited last"
    REVISION = "the revision of the order"
    INSTALMENT = "the settlement that one instalment pays"


@dataclass(frozen=True, slots=True)
class Act:
    """An event that shows a duty was exercised, by its actor unless `by` names another field.

    Whoever lent the actor their authority exercised it too. `by` of `stream` is the user it is about.
    """

    duty: Duty
    only: Only | None = None
    about: Subject | None = None
    by: str | None = None


_ACTS = {
    "purchasing.supplier.registered": (Act(Duty.REGISTER_SUPPLIER),),
    "purchasing.supplier.activated": (Act(Duty.ACTIVATE_SUPPLIER),),
    "purchasing.supplier.blocked": (Act(Duty.BLOCK_SUPPLIER),),
    "purchasing.supplier.unblocked": (Act(Duty.UNBLOCK_SUPPLIER),),
    "purchasing.supplier.bank-account-added": (
        Act(Duty.ENTER_BANK_ACCOUNT, about=Subject.ACCOUNT_ENTRY),
    ),
    "purchasing.supplier.bank-account-changed": (
        Act(Duty.ENTER_BANK_ACCOUNT, about=Subject.ACCOUNT_ENTRY),
    ),
    "purchasing.supplier.bank-account-confirmed": (
        Act(Duty.CONFIRM_BANK_ACCOUNT, about=Subject.ACCOUNT_ENTRY),
    ),
    "purchasing.requisition.created": (Act(Duty.RAISE_REQUISITION),),
    "purchasing.requisition.lines-replaced": (Act(Duty.RAISE_REQUISITION),),
    "purchasing.requisition.submitted": (Act(Duty.RAISE_REQUISITION),),
    "purchasing.requisition.routed": (Act(Duty.BE_ASKED_TO_APPROVE, by="approver"),),
    "purchasing.requisition.approved": (Act(Duty.APPROVE_REQUISITION),),
    "purchasing.purchase-order.created": (Act(Duty.RAISE_ORDER),),
    "purchasing.purchase-order.lines-replaced": (Act(Duty.RAISE_ORDER),),
    "purchasing.purchase-order.submitted": (Act(Duty.RAISE_ORDER),),
    "purchasing.purchase-order.amended": (Act(Duty.AMEND_ORDER),),
    "purchasing.purchase-order.approval-recorded": (
        Act(Duty.APPROVE_ORDER, about=Subject.REVISION),
    ),
    "purchasing.purchase-order.approved": (Act(Duty.APPROVE_ORDER, about=Subject.REVISION),),
    "purchasing.purchase-order.disputed": (Act(Duty.DISPUTE_ORDER, Only.BY_HAND),),
    "purchasing.purchase-order.dispute-resolved": (Act(Duty.RESOLVE_ORDER_DISPUTE),),
    "receiving.goods-receipt.received": (Act(Duty.RECEIVE_GOODS),),
    "receiving.goods-receipt.discrepancy-detected": (Act(Duty.RECEIVE_GOODS),),
    "receiving.goods-receipt.discrepancy-accepted": (Act(Duty.RESOLVE_DISCREPANCY),),
    "receiving.goods-receipt.discrepancy-returned": (Act(Duty.RESOLVE_DISCREPANCY),),
    "receiving.goods-receipt.returned-to-supplier": (Act(Duty.RETURN_GOODS),),
    "invoicing.supplier-invoice.registered": (Act(Duty.HANDLE_INVOICE),),
    "invoicing.supplier-invoice.corrected": (
        Act(Duty.HANDLE_INVOICE),
        Act(Duty.CORRECT_INVOICE),
    ),
    "invoicing.supplier-invoice.released": (
        Act(Duty.RELEASE_INVOICE),
        Act(Duty.HANDLE_INVOICE),
    ),
    "invoicing.supplier-invoice.disputed": (Act(Duty.DISPUTE_INVOICE, Only.BY_HAND),),
    "invoicing.credit-note.registered": (Act(Duty.REGISTER_CREDIT_NOTE),),
    "payments.payment-run.proposed": (Act(Duty.PROPOSE_PAYMENT_RUN),),
    "payments.payment-run.approved": (Act(Duty.APPROVE_PAYMENT_RUN),),
    "payments.bank-report.recorded": (Act(Duty.REPORT_FOR_THE_BANK),),
    "payments.bank-report.kept-for-review": (Act(Duty.REPORT_FOR_THE_BANK),),
    "murabaha.contract.requested": (Act(Duty.HANDLE_FINANCING),),
    "murabaha.contract.contracted": (Act(Duty.HANDLE_FINANCING),),
    "murabaha.contract.asset-acquired": (Act(Duty.HANDLE_FINANCING),),
    "murabaha.contract.asset-transferred": (Act(Duty.HANDLE_FINANCING),),
    "murabaha.contract.settlement-agreed": (Act(Duty.HANDLE_FINANCING, about=Subject.INSTALMENT),),
    "governance.policy.approval-thresholds-set": (Act(Duty.SET_APPROVAL_POLICY),),
    "governance.policy.approval-mode-set": (Act(Duty.SET_APPROVAL_POLICY),),
    "governance.policy.match-tolerance-set": (Act(Duty.SET_MATCH_TOLERANCE),),
    "governance.policy.receipt-tolerance-set": (Act(Duty.SET_RECEIPT_TOLERANCE),),
    "governance.policy.paying-accounts-set": (Act(Duty.SET_PAYING_ACCOUNTS),),
    "purchasing.delegation.granted": (Act(Duty.LEND_AUTHORITY),),
    "identity.user.registered": (Act(Duty.BE_A_USER, by="stream"), Act(Duty.GRANT_ACCESS)),
    "identity.user.roles-changed": (
        Act(Duty.GRANT_ACCESS),
        Act(Duty.WIDEN_ROLES, Only.WIDENING),
    ),
    "identity.user.approval-level-changed": (
        Act(Duty.GRANT_ACCESS),
        Act(Duty.RAISE_LEVEL, Only.RAISING),
    ),
    "identity.user.deactivated": (Act(Duty.DEACTIVATE_USER),),
}

ACTS: Mapping[str, tuple[Act, ...]] = MappingProxyType(_ACTS)
"""Event type to the duties that it shows. Contexts do not know each other, so events go by their names."""
