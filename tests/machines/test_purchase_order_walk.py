"""Random walks over the purchase order, compared with an oracle that knows no table."""

from dataclasses import asdict
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from domain.purchasing.approval import Authority
from domain.purchasing.context import PurchasingContext
from domain.purchasing.lines import AmendedLine
from domain.purchasing.purchase_order import commands as c
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.purchasing.purchase_order.resumption import next_step
from domain.shared.approval_level import ApprovalLevel
from domain.shared.approval_mode import ApprovalMode
from domain.shared.context import SYSTEM
from tests.domain.purchasing.order_events import (
    INVOICE,
    changed,
    create,
    line,
)
from tests.domain.purchasing.people import ACME, ANN, BEN, CLEO, DAN, EVE, policy
from tests.given_when_then import NOON
from tests.machines.fulfilment_walk import AGREED, CAME, COMING, DRAFTED, SENT, FulfilmentWalk, near
from tests.machines.order_oracle import LEVELS, PRICE

USERS = dict(zip(LEVELS, (ANN, BEN, CLEO, DAN, EVE), strict=True))

people = st.sampled_from(sorted(LEVELS))
ordered = st.sampled_from([10, 9, 11, 100, 101, 200, 1, 0])


def _facts(by: str, active: bool, sequential: bool) -> PurchasingContext:
    user, rank = USERS[by], LEVELS[by]
    own = (Authority(tuple(ApprovalLevel)[rank - 1], user),) if rank else ()
    mode = ApprovalMode.SEQUENTIAL if sequential else ApprovalMode.SINGLE
    supplier = type(ACME)(**{**asdict(ACME), "active": active})
    return PurchasingContext(user, NOON, own, policy(mode), supplier)


class OrderWalk(FulfilmentWalk):
    """Asks anything of an order at any time, as anybody."""

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
        """Nothing moves it any more; of a cancelled one goods and invoices may still be taken back."""
        machine = PURCHASE_ORDER.machine
        assert not any(row.target for row in machine.rows if row.source == self.state.status)
        backwards = {c.RecordReturn, c.RecordCredit, c.WithdrawInvoice}
        left = backwards if self.state.status == "Cancelled" else set()
        assert set(machine.commands_in(self.state.status)) == left

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
