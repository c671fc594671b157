"""What may be asked of payments, payment runs and the bank's reports."""

from application.permissions.permission import command, query
from application.permissions.roles import PAYABLES, READING, SUPPLIER_USERS, TREASURY
from domain.identity.role import Role

PAYMENTS = (
    query("payments.read", READING, "See a payment.", own=SUPPLIER_USERS),
    query("payments.list", READING, "List payments.", own=SUPPLIER_USERS),
    command("payment-runs.create", PAYABLES, "Collect what is due into a payment run."),
    command(
        "payment-runs.approve", TREASURY, "Approve a payment run, which then goes to the bank."
    ),
    command("payment-runs.cancel", PAYABLES, "Call a payment run off before it is sent."),
    query("payment-runs.read", READING, "See a payment run."),
    query("payment-runs.list", READING, "List payment runs."),
    query(
        "payment-runs.read-file",
        PAYABLES | {Role.AUDITOR},
        "Get the file of a payment run as the bank gets it.",
    ),
    command("bank.report", TREASURY | {Role.BANK}, "Deliver a status report of the bank."),
    command("bank-reports.review", TREASURY, "Say what was found out about a report."),
    query("bank-reports.read", READING, "See a report of the bank."),
    query("bank-reports.list", READING, "List the reports of the bank."),
)
