"""What was true of payments: how much leaves when, and what was taken off for paying early?"""

from collections.abc import Iterator

from domain.payments.payment.state import Payment, Status
from domain.shared.money import Money
from projections.columns import ColumnType
from projections.reporting.fact_table import Fact, FactTable, Step, Values

PAYMENT_FACTS = FactTable(
    "payment_facts",
    {
        "supplier_id": ColumnType.TEXT,
        "invoice_id": ColumnType.TEXT,
        "currency": ColumnType.TEXT,
        "status": ColumnType.TEXT,
        "amount": ColumnType.NUMERIC,
        "unpaid": ColumnType.BOOLEAN,
        "collected": ColumnType.BOOLEAN,
        "leaves": ColumnType.NUMERIC,
        "leaves_on": ColumnType.DATE,
        "discount_until": ColumnType.DATE,
        "discount_offered": ColumnType.NUMERIC,
        "discount_taken": ColumnType.NUMERIC,
    },
)


def payment_facts(step: Step[Payment]) -> Iterator[Fact]:
    """What an event makes true of its payment."""
    before, after = step.before, step.after
    was = {before.stream_id: _payment(before.state)} if before.version else {}
    yield from step.changed(PAYMENT_FACTS, was, {after.stream_id: _payment(after.state)})


def _payment(payment: Payment) -> Values:
    debt, owed = payment.debt, payment.owed
    nothing = Money.zero(owed.currency)
    attempt = payment.collection if payment.collected else None
    until = debt.discount_until
    paid_by = payment.collection if payment.status is Status.REMITTED else None
    leaves = attempt.pays if attempt else owed
    return {
        "supplier_id": debt.supplier_id,
        "invoice_id": debt.invoice_id,
        "currency": owed.currency,
        "status": payment.status,
        "amount": owed.text,
        "unpaid": payment.unpaid,
        "collected": attempt is not None,
        "leaves": (leaves if payment.unpaid else nothing).text,
        "leaves_on": attempt.execution_date if attempt else debt.due_on,
        "discount_until": until,
        "discount_offered": (debt.discount(owed, until) if until else nothing).text,
        "discount_taken": (paid_by.discount if paid_by else nothing).text,
    }
