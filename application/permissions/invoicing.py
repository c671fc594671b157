"""What may be asked of invoices and credit notes."""

from application.permissions.permission import command, query
from application.permissions.roles import BUYING, PAYABLES, READING, SUPPLIER_USERS

INVOICING = (
    command("invoices.register", PAYABLES, "Enter an invoice, which is matched at once."),
    command("invoices.dispute", BUYING | PAYABLES, "Stop an invoice that had matched."),
    command("invoices.correct", PAYABLES, "Match a disputed invoice again with agreed figures."),
    command(
        "invoices.release", PAYABLES, "Let an invoice be paid that might have been a duplicate."
    ),
    command("invoices.reject", PAYABLES, "Refuse to pay an invoice."),
    query("invoices.read", READING, "See an invoice.", own=SUPPLIER_USERS),
    query("invoices.list", READING, "List invoices.", own=SUPPLIER_USERS),
    query(
        "match-exceptions.list",
        READING,
        "List the invoices that somebody has to look at.",
        own=SUPPLIER_USERS,
    ),
    command("credit-notes.register", PAYABLES, "Enter a credit note."),
    query("credit-notes.read", READING, "See a credit note.", own=SUPPLIER_USERS),
    query("credit-notes.list", READING, "List credit notes.", own=SUPPLIER_USERS),
)
