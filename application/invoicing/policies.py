"""What events of any context call for in invoicing."""

from collections.abc import Sequence

from application.desk import Task
from application.invoicing.billing import complete_billing
from application.ports.event_store import RecordedEvent
from application.ports.states import Folded
from application.reaction import Reaction, reaction
from application.work import Work
from domain.purchasing.purchase_order.fulfilment.events import PurchaseOrderReceived
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.purchasing.purchase_order.state import PurchaseOrder
from domain.shared.ids import PurchaseOrderId


class BillingCompletion:
    """Lets an order be Invoiced that got back to Received with everything billed already.

    Invoices that match while an order is disputed count at once, but only an order that is received can be
    Invoiced; so whoever settles the dispute by hand need not think of it.
    """

    name = "billing-completion"
    event_types = frozenset({PurchaseOrderReceived.event_type})

    async def react(self, recorded: RecordedEvent) -> Sequence[Reaction]:
        """Complete the billing; the task finds out whether there is anything to complete."""
        order = PurchaseOrderId(recorded.stream_id)
        return [reaction(self.name, recorded, _complete(order))]


def _complete(order_id: PurchaseOrderId) -> Task:
    async def task(work: Work) -> Folded[PurchaseOrder]:
        return await complete_billing(work, await work.load(PURCHASE_ORDER, order_id))

    return task
