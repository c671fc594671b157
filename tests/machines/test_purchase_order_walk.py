"""Random walks over the purchase order, compared with an oracle that knows no table."""

from collections.abc import Callable
from dataclasses import asdict
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain.purchasing.approval import Authority
from domain.purchasing.context import PurchasingContext
from domain.purchasing.lines import AmendedLine
from domain.purchasing.purchase_order import commands as c
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.purchasing.purchase_order.resumption import next_step
from domain.shared.approval_level import ApprovalLevel
from domain.shared.approval_mode import ApprovalMode
from domain.shared.context import SYSTEM
from domain.shared.ids import UserId
from domain.shared.message import Command, Event
from domain.shared.refusal import Refused
from tests.domain.purchasing.order_events import (
    CREDIT_NOTE,
    GRN,
    INVOICE,
    billed,
    changed,
    create,
    line,
    quantities,
)
from tests.domain.purchasing.people import ACME, ANN, BEN, CLEO, DAN, EVE, policy
from tests.given_when_then import NOON
from tests.machines.order_oracle import LEVELS, PRICE, Oracle

USERS = dict(zip(LEVELS, (ANN, BEN, CLEO, DAN, EVE), strict=True))

people = st.sampled_from(sorted(LEVELS))
ordered = st.sampled_from([10, 9, 11, 100, 101, 200, 1, 0])
came = st.sampled_from([5, 1, 9, 10, 11, 100, 101, 0])


def near(*statuses: str) -> Any:
    """Ask only where it makes sense; what is impossible elsewhere is asked of every machine anyway."""
    return precondition(lambda walk: walk.oracle.status in statuses)


DRAFTED = ("Draft", "AwaitingApproval")
AGREED = ("AwaitingApproval", "Approved")
SENT = ("Approved", "Issued", "Acknowledged")
COMING = ("Issued", "Acknowledged", "PartiallyReceived", "Received")
CAME = ("PartiallyReceived", "Received", "Invoiced", "Paid", "Disputed")


def _facts(by: str, active: bool, sequential: bool) -> PurchasingContext:
    user, rank = USERS[by], LEVELS[by]
    own = (Authority(tuple(ApprovalLevel)[rank - 1], user),) if rank else ()
    mode = ApprovalMode.SEQUENTIAL if sequential else ApprovalMode.SINGLE
    supplier = type(ACME)(**{**asdict(ACME), "active": active})
    return PurchasingContext(user, NOON, own, policy(mode), supplier)


class OrderWalk(RuleBasedStateMachine):
    """Asks anything of an order at any time, as anybody."""

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

    @initialize(by=people, quantity=ordered.filter(bool), ahead=st.integers(0, 7))
    def begin(self, by: str, quantity: int, ahead: int) -> None:
        """An order with one line, some steps on its straight way already."""
        command = create(line(str(quantity), str(PRICE)))
        self.ask(command, self.oracle.create(by, quantity), _facts(by, True, False))
        self.go_straight_on(ahead)

    @near(*DRAFTED)
    @rule(by=people, quantity=ordered)
    def edit(self, by: str, quantity: int) -> None:
        """Another quantity, or none."""
        lines = (line(str(quantity), str(PRICE)),) if quantity else ()
        foretold = self.oracle.edit(by, quantity)
        self.ask(c.Edit(lines=lines), foretold, _facts(by, True, False))

    @near(*DRAFTED)
    @rule(by=people, active=st.booleans(), sequential=st.booleans())
    def submit(self, by: str, active: bool, sequential: bool) -> None:
        """Ask for approval."""
        foretold = self.oracle.submit(by, active, sequential)
        self.ask(c.Submit(), foretold, _facts(by, active, sequential))

    @near(*AGREED)
    @rule(by=people)
    def approve(self, by: str) -> None:
        """Sign."""
        self.ask(c.Approve(), self.oracle.approve(by), _facts(by, True, False))

    @near("AwaitingApproval")
    @rule(by=st.lists(people, min_size=3, max_size=5, unique=True))
    def approve_in_turn(self, by: list[str]) -> None:
        """Several people sign one after the other, so that walks get beyond approvals often."""
        for one in by:
            self.approve(one)

    @near(*SENT)
    @rule(active=st.booleans())
    def issue(self, active: bool) -> None:
        """Send it."""
        self.ask(c.Issue(), self.oracle.issue(active), _facts("ann", active, False))

    @near(*COMING)
    @rule(by=people, quantity=ordered, sequential=st.booleans())
    def amend(self, by: str, quantity: int, sequential: bool) -> None:
        """Change it."""
        lines: tuple[AmendedLine, ...] = ()
        if quantity:
            lines = (changed(str(quantity), str(PRICE)),)
        foretold = self.oracle.amend(by, quantity, sequential)
        self.ask(c.Amend(lines=lines, reason="?"), foretold, _facts(by, True, sequential))

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

    @near("AwaitingApproval")
    @rule(by=people)
    def reject(self, by: str) -> None:
        """Turn it down."""
        facts = _facts(by, True, False)
        self.ask(c.Reject(reason="?"), self.oracle.reject(by), facts)

    @near(*SENT)
    @rule()
    def acknowledge(self) -> None:
        """Accept it."""
        self.plainly(c.Acknowledge(), self.oracle.acknowledge())

    @near(*CAME)
    @rule()
    def pay(self) -> None:
        """Pay it."""
        self.plainly(c.Pay(), self.oracle.pay())

    @near(*CAME)
    @rule()
    def close(self) -> None:
        """End it."""
        self.plainly(c.Close(), self.oracle.close())

    @near(*AGREED, "Issued", "Acknowledged")
    @rule()
    def cancel(self) -> None:
        """Call it off."""
        self.plainly(c.Cancel(reason="?"), self.oracle.cancel())

    @near(*COMING, "Invoiced")
    @rule()
    def dispute(self) -> None:
        """Stop it."""
        self.plainly(c.Dispute(reason="?"), self.oracle.dispute())

    @near(*CAME)
    @rule(goes_on=st.booleans())
    def resolve(self, goes_on: bool) -> None:
        """Settle it."""
        command = c.ResolveApprove() if goes_on else c.ResolveCancel(reason="?")
        self.plainly(command, self.oracle.resolve(goes_on))

    @near("Approved", *COMING)
    @rule()
    def resume(self) -> None:
        """What the process manager does whenever it looks at the order; it is never refused."""
        self.oracle.resume()
        while (step := next_step(self.state)) is not None:
            self.plainly(step, None, by=SYSTEM)

    @near(*DRAFTED, *SENT, *COMING, *CAME)
    @rule(steps=st.integers(1, 5))
    def go_straight_on(self, steps: int) -> None:
        """What usually comes next, so that walks get far often."""
        for _ in range(steps):
            match self.oracle.status:
                case "Draft":
                    self.submit("ann", active=True, sequential=False)
                case "AwaitingApproval":
                    self.approve_in_turn(["dan", "eve", "cleo", "ben"])
                case "Approved":
                    self.issue(active=True)
                case "Issued":
                    self.acknowledge()
                case "Acknowledged" | "PartiallyReceived":
                    self.receive(max(self.oracle.accepted, 10), full=True)
                case "Received":
                    self.invoice(max(self.oracle.invoiced, 10), fully=True)
                case "Invoiced":
                    self.note_paid(paid=True)
                    self.pay()
                case "Disputed":
                    self.resolve(goes_on=True)

    @near("Cancelled", "Closed")
    @rule()
    def it_is_over(self) -> None:
        """Nothing more is possible."""
        assert not PURCHASE_ORDER.machine.commands_in(self.state.status)

    @invariant()
    def agrees(self) -> None:
        """The order stands where the oracle says."""
        if self.state.status is None:
            return
        fulfilment = self.state.fulfilment
        seen: tuple[Any, ...] = (
            self.state.status,
            self.state.current.number,
            self.state.total.amount,
            fulfilment.accepted.get(1, Decimal(0)),
            fulfilment.invoiced.get(1, Decimal(0)),
            fulfilment.invoices,
            bool(fulfilment.discrepancies),
        )
        told = self.oracle
        assert seen == (
            told.status,
            told.now.number,
            told.now.ordered * PRICE,
            told.accepted,
            told.invoiced,
            {INVOICE: told.settled} if told.counts else {},
            told.blocked,
        )

    def teardown(self) -> None:
        """Replayed from what was stored, the history gives the same order."""
        assert PURCHASE_ORDER.fold(self.events) == self.state


TestOrderWalk = OrderWalk.TestCase
TestOrderWalk.settings = settings(max_examples=100, stateful_step_count=40)


class LongOrderWalk(OrderWalk):
    """The same for much longer."""


TestLongOrderWalk = pytest.mark.long(LongOrderWalk.TestCase)
TestLongOrderWalk.settings = settings(max_examples=10_000, stateful_step_count=40)
