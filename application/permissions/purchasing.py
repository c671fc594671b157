"""What may be asked of suppliers, requisitions, orders, approvals and delegations."""

from application.permissions.permission import command, query
from application.permissions.roles import (
    APPROVING,
    BUYING,
    OVERSIGHT,
    PAYABLES,
    READING,
    STAFF,
    SUPPLIER_USERS,
)
from domain.identity.role import Role

SUPPLIERS = (
    command("suppliers.create", BUYING, "Register a supplier."),
    command("suppliers.activate", BUYING, "Let orders be placed with a supplier."),
    command("suppliers.block", BUYING, "Stop business with a supplier."),
    command("suppliers.unblock", BUYING, "Resume business with a supplier."),
    command(
        "suppliers.add-bank-account",
        BUYING | PAYABLES,
        "Enter a supplier's bank account, for another person to confirm.",
    ),
    command(
        "suppliers.change-bank-account",
        BUYING | PAYABLES,
        "Change a supplier's bank account, for another person to confirm.",
    ),
    command(
        "suppliers.reject-bank-account",
        PAYABLES,
        "Turn down a bank account that another person entered.",
    ),
    command(
        "suppliers.confirm-bank-account",
        PAYABLES,
        "Confirm a bank account that another person entered.",
    ),
    query("suppliers.read", READING, "See a supplier.", own=SUPPLIER_USERS),
    query("suppliers.list", READING, "List suppliers."),
)

REQUISITIONS = (
    command("requisitions.create", STAFF, "Ask for something to be bought."),
    command("requisitions.edit", STAFF, "Change the lines of a draft."),
    command("requisitions.submit", STAFF, "Send a requisition for approval."),
    command(
        "requisitions.route-for-approval", OVERSIGHT, "Choose who is to approve a requisition."
    ),
    command(
        "requisitions.approve", STAFF, "Approve a requisition, with a level, own or delegated."
    ),
    command("requisitions.reject", STAFF, "Reject a requisition, with a level, own or delegated."),
    command(
        "requisitions.convert-to-po", BUYING, "Make a purchase order of an approved requisition."
    ),
    command("requisitions.copy", STAFF, "Begin a new draft from a rejected requisition."),
    query("requisitions.read", READING, "See a requisition."),
    query("requisitions.list", READING, "List requisitions."),
)

PURCHASE_ORDERS = (
    command("purchase-orders.create", BUYING, "Draft an order."),
    command("purchase-orders.edit", BUYING, "Change the lines of a draft."),
    command("purchase-orders.submit", BUYING, "Send an order for approval."),
    command("purchase-orders.approve", STAFF, "Approve an order, with a level, own or delegated."),
    command("purchase-orders.reject", STAFF, "Reject an order, with a level, own or delegated."),
    command("purchase-orders.issue", BUYING, "Send an approved order to its supplier."),
    command(
        "purchase-orders.acknowledge",
        BUYING,
        "Record that the supplier confirmed an order.",
        own=SUPPLIER_USERS,
    ),
    command("purchase-orders.amend", BUYING, "Make a new revision of an issued order."),
    command(
        "purchase-orders.dispute",
        BUYING | PAYABLES | {Role.WAREHOUSE},
        "Stop an order because something is wrong with it.",
        own=SUPPLIER_USERS,
    ),
    command(
        "purchase-orders.resolve-approve",
        BUYING | APPROVING,
        "End a dispute in favour of the order.",
    ),
    command("purchase-orders.resolve-cancel", BUYING | APPROVING, "End a dispute by cancelling."),
    command("purchase-orders.close", BUYING | PAYABLES, "Close a paid order."),
    command("purchase-orders.cancel", BUYING, "Cancel an order before it is acknowledged."),
    query("purchase-orders.read", READING, "See an order.", own=SUPPLIER_USERS),
    query("purchase-orders.list", READING, "List orders.", own=SUPPLIER_USERS),
    query(
        "purchase-orders.match",
        READING,
        "Compare what was ordered, received and invoiced, line by line.",
        own=SUPPLIER_USERS,
    ),
)

APPROVALS = (
    query("approvals.list", STAFF, "See what waits for one's own approval."),
    command("delegations.grant", APPROVING, "Hand one's own approval level to somebody."),
    command("delegations.revoke", APPROVING, "End a delegation before its last day."),
    query("delegations.read", READING, "See who may approve for whom."),
    query("delegations.list", READING, "List delegations."),
)
