"""The document that the store's figures are about, equal in content to the library's in `library_bank.py`."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar

from domain.shared.context import Context
from domain.shared.ids import PurchaseOrderId
from domain.shared.machine import Decider, Machine, Row
from domain.shared.message import Command, Event

SENTENCE = (
    "delivery {number} of several is on its way: the carrier announced two pallets for the loading bay at "
    "the back, to be signed for by the shift leader before noon"
)
"""With it an event has about the 250 bytes that an event of purchasing has on average."""


class Raise(Command):
    """Order something."""

    supplier: str
    amount: str


class Note(Command):
    """Write something onto the order."""

    author: str
    text: str


class OrderRaised(Event):
    """Something was ordered."""

    event_type: ClassVar[str] = "bench.order.raised"
    supplier: str
    amount: str


class OrderNoted(Event):
    """Something was written onto the order."""

    event_type: ClassVar[str] = "bench.order.noted"
    author: str
    text: str


class Status(StrEnum):
    """Where the order stands."""

    RAISED = "Raised"
    NOTED = "Noted"


@dataclass(frozen=True, slots=True)
class Order:
    """An order with what was written onto it."""

    status: Status | None = None
    supplier: str = ""
    amount: str = ""
    notes: tuple[str, ...] = ()


def _raised(_: Order, command: Raise, __: Context) -> tuple[Event, ...]:
    return (OrderRaised(supplier=command.supplier, amount=command.amount),)


def _noted(_: Order, command: Note, __: Context) -> tuple[Event, ...]:
    return (OrderNoted(author=command.author, text=command.text),)


def _apply_raised(state: Order, event: OrderRaised) -> Order:
    return replace(state, supplier=event.supplier, amount=event.amount)


def _apply_noted(state: Order, event: OrderNoted) -> Order:
    return replace(state, notes=(*state.notes, f"{event.author}: {event.text}"))


ORDER = Decider(
    machine=Machine(
        "order",
        (
            Row(None, Raise, OrderRaised, Status.RAISED),
            Row(Status.RAISED, Note, OrderNoted, Status.NOTED),
            Row(Status.NOTED, Note, OrderNoted, Status.NOTED),
        ),
    ),
    stream_type="bench.order",
    id_type=PurchaseOrderId,
    initial=Order(),
    decisions={Raise: _raised, Note: _noted},
    applications={OrderRaised: _apply_raised, OrderNoted: _apply_noted},
)
EVENTS: tuple[type[Event], ...] = (OrderRaised, OrderNoted)
