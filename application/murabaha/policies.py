"""What events of any context mean for contracts of financing."""

from collections.abc import Sequence

from application.murabaha.contract import (
    activate_contract,
    catch_up_order,
    end_with_order,
    note_payment,
)
from application.ports.event_store import RecordedEvent
from application.reaction import Reaction, reaction
from domain.murabaha.contract.events import MurabahaAssetTransferred
from domain.payments.payment.events import (
    PaymentFailed,
    PaymentMoved,
    PaymentRemitted,
    PaymentReturned,
)
from domain.purchasing.purchase_order.events import PurchaseOrderCancelled, PurchaseOrderRejected
from domain.purchasing.purchase_order.fulfilment.events import PurchaseOrderFinanced
from domain.shared.ids import MurabahaId, PaymentId, PurchaseOrderId


class MurabahaActivation:
    """Schedules the instalments of a contract once the goods have changed hands."""

    name = "murabaha-activation"
    event_types = frozenset({MurabahaAssetTransferred.event_type})

    async def react(self, recorded: RecordedEvent) -> Sequence[Reaction]:
        """Activate the contract; the task finds out whether it is active already."""
        contract = MurabahaId(recorded.stream_id)
        return [reaction(self.name, recorded, activate_contract(contract))]


class MurabahaOutcome:
    """Takes what the bank did with an instalment to its contract, and the last one to the order.

    An order that could not take note, because it was disputed, is told when it is back.
    """

    name = "murabaha-outcome"
    event_types = frozenset(
        event.event_type
        for event in (PaymentRemitted, PaymentFailed, PaymentReturned, PurchaseOrderFinanced)
    )

    async def react(self, recorded: RecordedEvent) -> Sequence[Reaction]:
        """Note the payment if it is one of a contract, or let the order catch up."""
        match recorded.event:
            case PurchaseOrderFinanced():
                task = catch_up_order(PurchaseOrderId(recorded.stream_id))
            case PaymentMoved(murabaha_id=None):
                return ()
            case _:
                task = note_payment(PaymentId(recorded.stream_id))
        return [reaction(self.name, recorded, task)]


class MurabahaEnding:
    """Ends the financing of an order that is off."""

    name = "murabaha-ending"
    event_types = frozenset(
        event.event_type for event in (PurchaseOrderCancelled, PurchaseOrderRejected)
    )

    async def react(self, recorded: RecordedEvent) -> Sequence[Reaction]:
        """End it for the reason that the order has; the task finds out whether there is a contract."""
        event = recorded.event
        assert isinstance(event, PurchaseOrderCancelled | PurchaseOrderRejected)
        task = end_with_order(PurchaseOrderId(recorded.stream_id), event.reason)
        return [reaction(self.name, recorded, task)]
