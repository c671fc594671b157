"""Who may do what, as data: one entry per operation, and whatever has no entry nobody may do.

A permission opens a door; it does not decide. Levels, delegations and segregation of duties are rules of
the domain and hold behind every door, for administrators too.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from application.failures import PermissionDenied
from domain.identity.role import Role


class Kind(StrEnum):
    """Whether an operation changes something."""

    COMMAND = "command"
    QUERY = "query"


@dataclass(frozen=True, slots=True)
class Permission:
    """One operation: what it is in a sentence, and the roles that may; `public` needs no log-in at all."""

    operation: str
    kind: Kind
    roles: frozenset[Role]
    sentence: str
    public: bool = False


OVERSIGHT = frozenset({Role.MANAGER, Role.ADMIN})
BUYING = OVERSIGHT | {Role.BUYER}
PAYABLES = OVERSIGHT | {Role.AP_CLERK, Role.TREASURER}
APPROVING = OVERSIGHT | {Role.APPROVER}
STAFF = BUYING | PAYABLES | APPROVING | {Role.REQUESTER, Role.WAREHOUSE}
READING = STAFF | {Role.ANALYST, Role.AUDITOR}
AUDITING = OVERSIGHT | {Role.ANALYST, Role.AUDITOR}
INQUIRING = OVERSIGHT | {Role.AUDITOR}
ADMIN = frozenset({Role.ADMIN})
PLATFORM = frozenset({Role.PLATFORM_ADMIN})
TREASURY = OVERSIGHT | {Role.TREASURER}
EVERYBODY = frozenset(Role)


def _command(operation: str, roles: frozenset[Role], sentence: str) -> Permission:
    return Permission(operation, Kind.COMMAND, roles, sentence)


def _query(operation: str, roles: frozenset[Role], sentence: str) -> Permission:
    return Permission(operation, Kind.QUERY, roles, sentence)


def _public(operation: str, kind: Kind, sentence: str) -> Permission:
    return Permission(operation, kind, EVERYBODY, sentence, public=True)


_SUPPLIERS = (
    _command("suppliers.create", BUYING, "Register a supplier."),
    _command("suppliers.activate", BUYING, "Let orders be placed with a supplier."),
    _command("suppliers.block", BUYING, "Stop business with a supplier."),
    _command("suppliers.unblock", BUYING, "Resume business with a supplier."),
    _command(
        "suppliers.add-bank-account",
        BUYING | PAYABLES,
        "Enter a supplier's bank account, for another person to confirm.",
    ),
    _command(
        "suppliers.change-bank-account",
        BUYING | PAYABLES,
        "Change a supplier's bank account, for another person to confirm.",
    ),
    _command(
        "suppliers.reject-bank-account",
        PAYABLES,
        "Turn down a bank account that another person entered.",
    ),
    _command(
        "suppliers.confirm-bank-account",
        PAYABLES,
        "Confirm a bank account that another person entered.",
    ),
    _query("suppliers.read", READING, "See a supplier."),
    _query("suppliers.list", READING, "List suppliers."),
)

_REQUISITIONS = (
    _command("requisitions.create", STAFF, "Ask for something to be bought."),
    _command("requisitions.edit", STAFF, "Change the lines of a draft."),
    _command("requisitions.submit", STAFF, "Send a requisition for approval."),
    _command(
        "requisitions.route-for-approval", OVERSIGHT, "Choose who is to approve a requisition."
    ),
    _command(
        "requisitions.approve", STAFF, "Approve a requisition, with a level, own or delegated."
    ),
    _command("requisitions.reject", STAFF, "Reject a requisition, with a level, own or delegated."),
    _command(
        "requisitions.convert-to-po", BUYING, "Make a purchase order of an approved requisition."
    ),
    _command("requisitions.copy", STAFF, "Begin a new draft from a rejected requisition."),
    _query("requisitions.read", READING, "See a requisition."),
    _query("requisitions.list", READING, "List requisitions."),
)

_PURCHASE_ORDERS = (
    _command("purchase-orders.create", BUYING, "Draft an order."),
    _command("purchase-orders.edit", BUYING, "Change the lines of a draft."),
    _command("purchase-orders.submit", BUYING, "Send an order for approval."),
    _command("purchase-orders.approve", STAFF, "Approve an order, with a level, own or delegated."),
    _command("purchase-orders.reject", STAFF, "Reject an order, with a level, own or delegated."),
    _command("purchase-orders.issue", BUYING, "Send an approved order to its supplier."),
    _command("purchase-orders.acknowledge", BUYING, "Record that the supplier confirmed an order."),
    _command("purchase-orders.amend", BUYING, "Make a new revision of an issued order."),
    _command(
        "purchase-orders.dispute",
        BUYING | PAYABLES | {Role.WAREHOUSE},
        "Stop an order because something is wrong with it.",
    ),
    _command(
        "purchase-orders.resolve-approve",
        BUYING | APPROVING,
        "End a dispute in favour of the order.",
    ),
    _command("purchase-orders.resolve-cancel", BUYING | APPROVING, "End a dispute by cancelling."),
    _command("purchase-orders.close", BUYING | PAYABLES, "Close a paid order."),
    _command("purchase-orders.cancel", BUYING, "Cancel an order before it is acknowledged."),
    _query("purchase-orders.read", READING, "See an order."),
    _query("purchase-orders.list", READING, "List orders."),
    _query(
        "purchase-orders.match",
        READING,
        "Compare what was ordered, received and invoiced, line by line.",
    ),
)

_MURABAHA = (
    _command("murabaha.request", BUYING | TREASURY, "Elect to have a bank finance an order."),
    _command("murabaha.contract", TREASURY, "Record that a financing contract is signed."),
    _command("murabaha.acquire", TREASURY, "Record that the bank bought the goods."),
    _command("murabaha.transfer", TREASURY, "Record that the bank sold the goods on to us."),
    _command("murabaha.settle", TREASURY, "Pay what remains of a financing at once."),
    _command("murabaha.cancel", BUYING | TREASURY, "Call a financing off."),
    _query("murabaha.read", READING, "See a financing contract and its instalments."),
    _query("murabaha.list", READING, "List financing contracts."),
)

_NOTICES = (
    _command("notices.mark-delivered", BUYING | PAYABLES, "Report a notice as delivered."),
    _command("notices.mark-failed", BUYING | PAYABLES, "Report a notice as not delivered."),
    _query("notices.read", READING, "See a notice."),
    _query("notices.list", READING, "List notices to suppliers and approvers."),
)

_INVOICING = (
    _command("invoices.register", PAYABLES, "Enter an invoice, which is matched at once."),
    _command("invoices.dispute", BUYING | PAYABLES, "Stop an invoice that had matched."),
    _command("invoices.correct", PAYABLES, "Match a disputed invoice again with agreed figures."),
    _command(
        "invoices.release", PAYABLES, "Let an invoice be paid that might have been a duplicate."
    ),
    _command("invoices.reject", PAYABLES, "Refuse to pay an invoice."),
    _query("invoices.read", READING, "See an invoice."),
    _query("invoices.list", READING, "List invoices."),
    _query("match-exceptions.list", READING, "List the invoices that somebody has to look at."),
    _command("credit-notes.register", PAYABLES, "Enter a credit note."),
    _query("credit-notes.read", READING, "See a credit note."),
    _query("credit-notes.list", READING, "List credit notes."),
)

_PAYMENTS = (
    _query("payments.read", READING, "See a payment."),
    _query("payments.list", READING, "List payments."),
    _command("payment-runs.create", PAYABLES, "Collect what is due into a payment run."),
    _command(
        "payment-runs.approve", TREASURY, "Approve a payment run, which then goes to the bank."
    ),
    _command("payment-runs.cancel", PAYABLES, "Call a payment run off before it is sent."),
    _query("payment-runs.read", READING, "See a payment run."),
    _query("payment-runs.list", READING, "List payment runs."),
    _query(
        "payment-runs.read-file",
        PAYABLES | {Role.AUDITOR},
        "Get the file of a payment run as the bank gets it.",
    ),
    _command("bank.report", TREASURY | {Role.BANK}, "Deliver a status report of the bank."),
    _command("bank-reports.review", TREASURY, "Say what was found out about a report."),
    _query("bank-reports.read", READING, "See a report of the bank."),
    _query("bank-reports.list", READING, "List the reports of the bank."),
)

_RECEIVING = (
    _command("grn.receive", OVERSIGHT | {Role.WAREHOUSE}, "Enter a delivery."),
    _command("grn.accept", BUYING, "Accept a delivery that disagrees with its order."),
    _command("grn.return", BUYING, "Send back what a held delivery brought wrongly."),
    _command(
        "grn.return-to-supplier",
        BUYING | {Role.WAREHOUSE},
        "Send back goods that had been accepted.",
    ),
    _query("grn.read", READING, "See a delivery."),
    _query("grn.list", READING, "List deliveries."),
    _query("expected-deliveries.list", READING, "See what is still to be delivered."),
)

_APPROVALS = (
    _query("approvals.list", STAFF, "See what waits for one's own approval."),
    _command("delegations.grant", APPROVING, "Hand one's own approval level to somebody."),
    _command("delegations.revoke", APPROVING, "End a delegation before its last day."),
    _query("delegations.read", READING, "See who may approve for whom."),
    _query("delegations.list", READING, "List delegations."),
)

_GOVERNANCE = (
    _query("policies.read", READING, "See the policies that apply."),
    _command("policies.set-approval-thresholds", OVERSIGHT, "Set which totals need which level."),
    _command("policies.set-approval-mode", OVERSIGHT, "Set how many people an approval takes."),
    _command("policies.set-match-tolerance", OVERSIGHT, "Set how far an invoice may be off."),
    _command("policies.set-receipt-tolerance", OVERSIGHT, "Set how far a delivery may be off."),
    _command("policies.set-paying-accounts", TREASURY, "Set which of our own accounts pay."),
    _query("state-machines.read", EVERYBODY, "See which command is possible when."),
)

_AUDIT = (
    _query(
        "events.read", AUDITING, "Read the tenant's history, as far as one may see its documents."
    ),
    _query("events.stream", AUDITING, "Follow the tenant's history as it is made."),
    _query("streams.read", READING, "Read the history of one document."),
    _query("streams.diff", READING, "Compare two versions of a document."),
    _query("refusals.list", INQUIRING, "See which attempts were refused, and whose they were."),
)

_IDENTITY = (
    _command("users.register", ADMIN, "Add a user, who can log in from then on."),
    _command("users.change-roles", ADMIN, "Change somebody's roles."),
    _command("users.change-approval-level", ADMIN, "Change how much somebody may approve."),
    _command("users.deactivate", ADMIN, "Keep a user from logging in."),
    _command("users.reactivate", ADMIN, "Let a user log in again."),
    _command("users.set-password", ADMIN, "Give somebody a new password."),
    _query("users.read", INQUIRING, "See a user."),
    _query("users.list", INQUIRING, "List users."),
    _query("users.read-self", EVERYBODY, "See one's own user, roles and level."),
    _command("tenants.open", PLATFORM, "Open a tenant with its first administrator."),
    _query("tenants.list", PLATFORM, "List tenants, without anything that is in them."),
    _query("tenants.read", EVERYBODY, "See the name, currency and time zone of one's own tenant."),
    _command("tenants.advance-clock", OVERSIGHT, "Move the clock of a sandbox forward."),
)

_SESSIONS = (
    _public("auth.log-in", Kind.COMMAND, "Log in with e-mail and password."),
    _public("auth.refresh", Kind.COMMAND, "Get a new access token for a refresh token."),
    _command("auth.log-out", EVERYBODY, "End one's own session."),
    _public("keys.read", Kind.QUERY, "See the public keys that tokens are verified with."),
    _public("openapi.read", Kind.QUERY, "Get the OpenAPI document."),
    _public("problems.read", Kind.QUERY, "Look up what a problem means."),
    _public("probes.read", Kind.QUERY, "See whether the server is alive, ready and how it fares."),
)

PERMISSIONS: Mapping[str, Permission] = MappingProxyType(
    {
        permission.operation: permission
        for group in (
            _SUPPLIERS,
            _REQUISITIONS,
            _PURCHASE_ORDERS,
            _RECEIVING,
            _INVOICING,
            _PAYMENTS,
            _MURABAHA,
            _NOTICES,
            _APPROVALS,
            _GOVERNANCE,
            _AUDIT,
            _IDENTITY,
            _SESSIONS,
        )
        for permission in group
    }
)
"""Every operation by its id."""


def permitted(roles: Collection[str], operation: str) -> bool:
    """True when one of the roles may do it; an operation that is not declared is nobody's."""
    permission = PERMISSIONS.get(operation)
    return permission is not None and not permission.roles.isdisjoint(roles)


def may(roles: Collection[str], operation: str) -> None:
    """Raises `PermissionDenied` unless one of the roles may do it."""
    if not permitted(roles, operation):
        raise PermissionDenied(f"none of your roles may do this: {operation}", operation=operation)
