"""The order and the bank behind the financing contract that the documentation shows."""

from datetime import datetime

from api.http.examples import EXAMPLES
from domain.murabaha.context import BankFacts, MurabahaContext, OrderFacts
from domain.shared.ids import PurchaseOrderId, SupplierId, UserId
from domain.shared.money import Money

_UUID = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
_TOTAL = Money("72000.00", "EUR")
_ORDER = OrderFacts(
    order_id=PurchaseOrderId(f"po_{_UUID}"),
    supplier_id=SupplierId(f"sup_{_UUID}"),
    status="Approved",
    total=_TOTAL,
    base_total=_TOTAL,
    exchange_rate=None,
    approved=True,
    issued=False,
    received=False,
)


def financing(by: UserId, at: datetime) -> MurabahaContext:
    """What the decisions about it rest on."""
    bank_id = SupplierId(EXAMPLES["murabaha.request"]["bankId"])
    return MurabahaContext(by, at, order=_ORDER, bank=BankFacts(bank_id, "Amanah Bank", True))
