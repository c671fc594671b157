"""What is to be paid, and what became of it."""

from api.http.answer import Answer
from api.http.kinds import PAYMENTS
from api.http.listing import page_of
from api.http.models import AllowedCommand, PageOf
from api.http.operation import Gives
from api.http.past import PastQuery
from api.http.querying import Asking
from api.http.resource import Resource
from application.documents.payment import PaymentDocument
from domain.shared.ids import PaymentId
from projections.payments.payments import PaymentSummary

payments = Resource("/v1/payments", "Payments")


class PaymentAnswer(PaymentDocument):
    """A payment; nobody commands one directly, so `allowedCommands` is empty."""

    allowed_commands: tuple[AllowedCommand, ...]


@payments.listing("", "payments.list", of="payments", gives=Gives(PageOf[PaymentSummary]))
async def list_all(asking: Asking) -> Answer:
    """Payments, by status, supplier, invoice, run and due date; the most urgent first."""
    return await page_of(asking, "payments")


@payments.query("/{payment_id}", "payments.read", Gives(PaymentAnswer))
async def show(payment_id: PaymentId, past: PastQuery, asking: Asking) -> Answer:
    """One payment, today or as it was."""
    return await asking.document(PAYMENTS, payment_id, past)
