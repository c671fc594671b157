"""Random walks over one order with its deliveries, invoices, payments and bank, compared with an oracle.

The real use cases run at the real desk; policies are told when the walk says so. The oracle knows neither
events nor tables, so that the two can only agree by being right.
"""

from collections import Counter
from collections.abc import Callable
from typing import ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test

from application.purchasing import purchase_order as orders
from domain.purchasing.purchase_order import commands as c
from tests.machines.one_order import DEALS, Deal
from tests.machines.oracle.money import Word
from tests.machines.oracle.whole import DISPUTABLE
from tests.machines.walk_of_bills import AS_AGREED, WalkOfBills
from tests.machines.walk_of_goods import WalkOfGoods
from tests.machines.walk_of_money import POLICIES, WalkOfMoney


class OneOrderWalk(WalkOfGoods, WalkOfBills, WalkOfMoney):
    """Asks anything of anybody at any time."""

    ends: ClassVar[Counter[str]] = Counter()

    @initialize(deal=st.sampled_from(DEALS), ahead=st.integers(0, 2))
    def begin(self, deal: Deal, ahead: int) -> None:
        """An order that was issued, some steps on its straight way already."""
        self.start(deal)
        for _ in range(ahead):
            self.step(half=True)

    @precondition(lambda walk: walk.oracle.status == "Issued")
    @rule()
    def acknowledge(self) -> None:
        """The supplier agrees."""
        foretold = self.oracle.acknowledge()
        self.ask("ann", orders.acknowledge_order(self.order_id, c.Acknowledge()), foretold)

    @precondition(lambda walk: walk.oracle.status in DISPUTABLE)
    @rule(sure=st.sampled_from((False, False, True)))
    def dispute(self, sure: bool) -> None:
        """Somebody stops the order."""
        if sure:
            self.stop()

    def stop(self) -> None:
        """Stop the order, or try to."""
        foretold = self.oracle.dispute()
        command = c.Dispute(reason="Something is wrong.")
        self.ask("ann", orders.dispute_order(self.order_id, command), foretold)

    @precondition(lambda walk: walk.oracle.status == "Disputed")
    @rule(goes_on=st.sampled_from((True,) * 19 + (False,)))
    def resolve(self, goes_on: bool) -> None:
        """Somebody settles it."""
        foretold = self.oracle.resolve(goes_on=goes_on)
        task = (
            orders.resolve_dispute(self.order_id, c.ResolveApprove())
            if goes_on
            else orders.cancel_disputed_order(self.order_id, c.ResolveCancel(reason="Enough."))
        )
        self.ask("ann", task, foretold)

    @rule(data=st.data(), what=st.integers(0, 9))
    def out_of_place(self, data: st.DataObject, what: int) -> None:
        """Anything that is asked of any document, whether or not it makes sense there."""
        attempts: list[Callable[[], None]] = [
            lambda: self.receive("ann", ("tiny", "open", "half")),
            lambda: self.register("ann", self.rows_for(AS_AGREED), self.new_day()),
            self.stop,
        ]
        if self.grns:
            note = data.draw(st.integers(0, len(self.grns) - 1))
            attempts.append(lambda: self.give_back(note, 1, "half"))
            attempts.append(lambda: self.decide_about(note, "cleo", accept=True))
        if self.invoices:
            place = data.draw(st.integers(0, len(self.invoices) - 1))
            attempts.append(lambda: self.dispute_bill(place))
            attempts.append(lambda: self.correct(place, "ben", AS_AGREED))
            attempts.append(lambda: self.reject(place))
            attempts.append(lambda: self.release(place, "eve"))
            attempts.append(lambda: self.credit(place, "half"))
        if self.runs:
            number = data.draw(st.integers(0, len(self.runs) - 1))
            attempts.append(lambda: self.approve_run(number, "eve"))
            attempts.append(lambda: self.cancel_run(number))
        attempts[what % len(attempts)]()

    @rule(half=st.booleans(), steps=st.integers(1, 4))
    def go_straight_on(self, half: bool, steps: int) -> None:
        """What usually comes next, so that walks get far often."""
        for _ in range(steps):
            self.step(half=half)

    @rule(steps=st.integers(2, 5))
    def go_far(self, steps: int) -> None:
        """The same without halves."""
        for _ in range(steps):
            self.step(half=False)

    def step(self, *, half: bool) -> None:
        """One thing that usually comes next."""
        how = "half" if half else "open"
        if self.oracle.undecided and self.oracle.status not in ("Disputed", "Closed", "Cancelled"):
            self.decide_about(min(self.oracle.undecided), "cleo", accept=False)
            return
        match self.oracle.status:
            case "Issued" | "Acknowledged" | "PartiallyReceived":
                self.receive("ann", (how, how, how))
            case "Received":
                self.register("ann", self.rows_for(((how, how, how), "agreed")), self.new_day())
            case "Disputed" if self.oracle.disputed:
                self.reject(min(self.oracle.disputed))
            case "Disputed":
                self.resolve(goes_on=True)
            case "Invoiced" if self.asked > ENOUGH:
                self.pay_all()
            case _:
                self.tell_all()

    @precondition(lambda walk: walk.asked > ENOUGH and walk.bills_that_are("Matched", "Scheduled"))
    @rule()
    def pay_all(self) -> None:
        """Everything that is payable is paid."""
        self.mood("up")
        for place, bill in enumerate(self.oracle.bills):
            if bill.held and bill.status == "Matched":
                self.release(place, "eve" if "eve" not in bill.hands else "ben")
        self.tell_all()
        if any(bill.pay.can_be_paid for bill in self.oracle.bills):
            self.propose(45)
        for number, run in enumerate(self.oracle.runs):
            if run.status == "Proposed":
                self.approve_run(number, "ben" if "eve" in run.hands else "eve")
            self.tell_all()
            if run.status == "Sent":
                self.hear_of(number, Word("accepted", 6))
        self.tell_all()

    def nothing_is_left_undone(self) -> None:
        """What was called for has happened: no event was lost on a policy."""
        told = self.oracle
        assert not any(self.company.news_for(policy, self.read[policy]) for policy in POLICIES)
        assert told.status != "Approved"
        assert not (told.counted and told.all_billed())
        assert not (told.status == "Invoiced" and all(told.counted.values()) and told.counted)
        for bill in told.bills:
            assert bill.status != "Matched" or bill.held or not bill.left
            assert bill.status != "Scheduled" or bill.pay.status in (
                "Scheduled",
                "Disbursed",
                "Failed",
            )
            assert bill.status != "Paid" or bill.pay.status in (None, "Remitted", "Cancelled")
        assert not any(run.status == "Approved" for run in told.runs)

    def teardown(self) -> None:
        """Once everybody was told everything, nothing is left undone; and replay tells the same."""
        if hasattr(self, "company"):
            self.mood("up")
            self.tell_all()
            self.order_agrees()
            self.documents_agree()
            self.nothing_is_left_undone()
            self.ends[self.oracle.status] += 1
        super().teardown()


SHARE_CLOSED = 0.15
ENOUGH = 10
"""So many asks come before an order is paid straight away, so that not all walks are short."""


def walk(ends: Counter[str], runs: int) -> None:
    """So many runs of 40 steps."""
    run_state_machine_as_test(
        type("Walk", (OneOrderWalk,), {"ends": ends}),
        settings=settings(max_examples=runs, stateful_step_count=40),
    )


def test_an_order_is_delivered_billed_and_paid_as_told_whatever_happens_and_in_whichever_order() -> (
    None
):
    """Many of the walks get as far as an order that was paid and closed."""
    ends: Counter[str] = Counter()
    walk(ends, 100)
    assert ends["Closed"] >= SHARE_CLOSED * ends.total(), ends


@pytest.mark.long
def test_the_same_holds_for_a_very_long_time() -> None:
    """The same for much longer."""
    ends: Counter[str] = Counter()
    walk(ends, 10_000)
    assert ends["Closed"] >= SHARE_CLOSED * ends.total(), ends
