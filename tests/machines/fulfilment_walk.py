"""What others report to a purchase order, at any time: deliveries, invoices, credit notes, payments."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from domain.purchasing.context import PurchasingContext
from domain.purchasing.purchase_order import commands as c
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.shared.ids import UserId
from domain.shared.message import Command, Event
from domain.shared.refusal import Refused
from tests.domain.purchasing.order_events import CREDIT_NOTE, GRN, INVOICE, billed, quantities
from tests.domain.purchasing.people import ANN
from tests.given_when_then import NOON
from tests.machines.order_oracle import Oracle

came = st.sampled_from([5, 1, 9, 10, 11, 100, 101, 0])


def near(*statuses: str) -> Any:
    """Ask only where it makes sense; what is impossible elsewhere is asked of every machine anyway."""
    return precondition(lambda walk: walk.oracle.status in statuses)


DRAFTED = ("Draft", "AwaitingApproval")
AGREED = ("AwaitingApproval", "Approved")
SENT = ("Approved", "Issued", "Acknowledged")
COMING = ("Issued", "Acknowledged", "PartiallyReceived", "Received")
CAME = ("PartiallyReceived", "Received", "Invoiced", "Paid", "Disputed")


class FulfilmentWalk(RuleBasedStateMachine):
    """An order beside its oracle, and whoever reports to it."""

    def __init__(self) -> None:
        super().__init__()
        self.oracle = Oracle()
        self.events: list[Event] = []
        self.state = PURCHASE_ORDER.initial

    def ask(self, command: Command, foretold: str | None, context: PurchasingContext) -> None:
        """The decider says what the oracle foretold."""
        events: tuple[Event, ...] = ()
        refusal = ""
        try:
            events = PURCHASE_ORDER.decide(self.state, command, context)
        except Refused as refused:
            refusal = refused.name
        assert refusal == (foretold or ""), (command, events)
        for event in events:
            self.state = PURCHASE_ORDER.evolve(self.state, event)
            self.events.append(type(event).model_validate_json(event.model_dump_json()))

    def plainly(self, command: Command, foretold: str | None, by: UserId = ANN) -> None:
        """A command whose rules need no facts."""
        self.ask(command, foretold, PurchasingContext(by, NOON))

    @near(*COMING)
    @rule(accepted=came, full=st.booleans())
    def receive(self, accepted: int, full: bool) -> None:
        """A delivery."""
        kind: Callable[..., Command] = c.FullReceive if full else c.PartialReceive
        command = kind(grn_id=GRN, accepted=quantities(_1=str(accepted)))
        self.plainly(command, self.oracle.receive(accepted, full))

    @near(*CAME)
    @rule(accepted=came)
    def receive_late(self, accepted: int) -> None:
        """A late delivery."""
        command = c.ReceiveLate(grn_id=GRN, accepted=quantities(_1=str(accepted)))
        self.plainly(command, self.oracle.receive_late(accepted))

    @near(*CAME)
    @rule(accepted=came)
    def take_back(self, accepted: int) -> None:
        """A return."""
        command = c.RecordReturn(grn_id=GRN, accepted=quantities(_1=str(accepted)))
        self.plainly(command, self.oracle.take_back(accepted))

    @near(*CAME)
    @rule(invoiced=came, fully=st.booleans())
    def invoice(self, invoiced: int, fully: bool) -> None:
        """An invoice."""
        kind: Callable[..., Command] = c.InvoiceMatched if fully else c.PartialInvoice
        foretold = (self.oracle.invoice_all if fully else self.oracle.invoice_part)(invoiced)
        command = kind(invoice_id=INVOICE, invoiced=billed(_1=str(invoiced)))
        self.plainly(command, foretold)

    @near(*CAME)
    @rule(invoiced=came)
    def withdraw(self, invoiced: int) -> None:
        """An invoice that no longer counts."""
        command = c.WithdrawInvoice(invoice_id=INVOICE, invoiced=billed(_1=str(invoiced)))
        self.plainly(command, self.oracle.withdraw(invoiced))

    @near(*CAME)
    @rule(paid=st.booleans())
    def note_paid(self, paid: bool) -> None:
        """The bank paid, or took it back."""
        kind: Callable[..., Command] = c.RecordInvoicePaid if paid else c.RecordInvoiceUnpaid
        self.plainly(kind(invoice_id=INVOICE), self.oracle.note_paid(paid))

    @near(*SENT, *COMING, "Disputed")
    @rule(decided=st.booleans())
    def disagree(self, decided: bool) -> None:
        """A delivery does not agree, or somebody decides about it."""
        kind: Callable[..., Command] = c.SettleDiscrepancy if decided else c.RecordDiscrepancy
        foretold = self.oracle.unblock() if decided else self.oracle.block()
        self.plainly(kind(grn_id=GRN), foretold)

    @near(*CAME)
    @rule(invoiced=came)
    def credit(self, invoiced: int) -> None:
        """A credit note."""
        command = c.RecordCredit(
            credit_note_id=CREDIT_NOTE, invoice_id=INVOICE, invoiced=billed(_1=str(invoiced))
        )
        self.plainly(command, self.oracle.credit(invoiced))
