"""Letters for stories about notices."""

from uuid import UUID

from domain.communication.notice.letter import Letter, Recipient, RecipientKind, Subject
from domain.shared.email_address import EmailAddress
from domain.shared.ids import PurchaseOrderId, SupplierId
from tests.domain.purchasing.people import uuid

ISSUED = UUID("0195c2f1-6b1e-7c3a-9f00-3a5f0f2b7c11")
"""The event that an order was issued."""

TO_ACME = Letter(
    recipient=Recipient(
        kind=RecipientKind.SUPPLIER,
        id=SupplierId.of(uuid(1)),
        name="Acme GmbH",
        email=EmailAddress("orders@acme.example"),
    ),
    about=Subject(document_id=PurchaseOrderId.of(uuid(1)), version=4),
    because_of=ISSUED,
    subject="Purchase order",
    text="Ten chairs, please.\nBy May.",
)
