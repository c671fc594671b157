"""Asks of a claim."""

from domain.integrity.claim.commands import GiveUp, LayClaim
from domain.integrity.claim.machine import CLAIM
from domain.shared.context import Context
from domain.shared.ids import SupplierInvoiceId
from tests.domain.purchasing.people import ANN, uuid
from tests.given_when_then import NOON
from tests.machines.walk import Samples

ANNS = Context(ANN, NOON)
FIRST, SECOND = SupplierInvoiceId.of(uuid(1)), SupplierInvoiceId.of(uuid(2))

CLAIMS = Samples(
    CLAIM,
    (
        (LayClaim(kind="invoice-number", scope="acme", value="INV1", holder=FIRST), ANNS),
        (LayClaim(kind="invoice-number", scope="acme", value="INV1", holder=SECOND), ANNS),
        (GiveUp(holder=FIRST), ANNS),
        (GiveUp(holder=SECOND), ANNS),
    ),
)
