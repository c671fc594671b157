"""Which documents are objects of the process. People are not: an event names who did it by id alone."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from domain.invoicing.credit_note.machine import CREDIT_NOTE
from domain.invoicing.supplier_invoice.machine import SUPPLIER_INVOICE
from domain.murabaha.contract.machine import MURABAHA
from domain.payments.bank_report.machine import BANK_REPORT
from domain.payments.payment.machine import PAYMENT
from domain.payments.payment_run.machine import PAYMENT_RUN
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.purchasing.requisition.machine import REQUISITION
from domain.purchasing.supplier.machine import SUPPLIER
from domain.receiving.goods_receipt.machine import GOODS_RECEIPT
from domain.shared.machine import Decider

_DECIDERS: tuple[Decider[Any], ...] = (
    SUPPLIER,
    REQUISITION,
    PURCHASE_ORDER,
    GOODS_RECEIPT,
    SUPPLIER_INVOICE,
    CREDIT_NOTE,
    PAYMENT,
    PAYMENT_RUN,
    BANK_REPORT,
    MURABAHA,
)

OBJECTS: Mapping[str, Decider[Any]] = MappingProxyType(
    {decider.machine.name: decider for decider in _DECIDERS}
)
"""The deciders of the objects by the name of their type."""

TYPE_OF_STREAM: Mapping[str, str] = MappingProxyType(
    {decider.stream_type: name for name, decider in OBJECTS.items()}
)
"""The type of an object by the type of its stream."""

TYPE_OF_ID: Mapping[type[str], str] = MappingProxyType(
    {decider.id_type: name for name, decider in OBJECTS.items()}
)
"""The type of an object by the class of its id."""

EVENT_TYPES: tuple[str, ...] = tuple(
    sorted(event.event_type for decider in _DECIDERS for event in decider.machine.events)
)
"""The events that are in a process log: all of its objects, and no others."""
