"""Random walks of deliveries, returns and amendments: an order counts what its deliveries hold, always.

So no return can take from an order what it does not count, whatever people do and in whichever order.
"""

from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any, ClassVar, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from application.purchasing import purchase_order as orders
from application.receiving import goods_receipt as receiving
from domain.purchasing.lines import AmendedLine
from domain.purchasing.purchase_order import commands as c
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.receiving.goods_receipt import commands as g
from domain.receiving.goods_receipt.machine import GOODS_RECEIPT
from domain.receiving.goods_receipt.rules import HistoriesDisagree
from domain.receiving.goods_receipt.state import GoodsReceipt, Status
from domain.receiving.lines import ReceivedLine, ReturnedLine
from domain.shared.currency import Currency
from domain.shared.ids import GoodsReceiptId
from domain.shared.machine import Decider, HasStatus
from domain.shared.message import Command
from domain.shared.money import UnitPrice
from domain.shared.quantity import UnitCode
from domain.shared.refusal import Refused
from tests.machines.one_order import DEALS, USERS, issued_order, sku

S = TypeVar("S", bound=HasStatus)
DEAL = DEALS[0]
NOTHING, STEP = Decimal(0), Decimal(1)
numbers = st.sampled_from((1, 1, 1, 2, 2, 3))
amounts = st.sampled_from(("1", "2", "3", "40", "60", "102")).map(Decimal)
articles = st.sampled_from((None, None, None, None, 1, 2))
"""The one that was ordered on the line, or any."""

came = st.lists(st.tuples(numbers, articles, amounts), min_size=1, max_size=3)
FATES = {"same": Decimal(0), "more": Decimal(50), "less": Decimal(-30), "another": Decimal(0)}
"""How much more of a line is wanted."""

CHEAP = UnitPrice("0.01", Currency(DEAL.currency))
fates = st.lists(st.sampled_from(("same", "same", "gone", *FATES)), min_size=9, max_size=9)
added = st.lists(st.tuples(numbers, amounts), max_size=2)


class CountedGoods(RuleBasedStateMachine):
    """Asks what it likes; what is refused changes nothing."""

    done: ClassVar[Counter[str]] = Counter()

    @initialize(begun=st.booleans())
    def begin(self, begun: bool) -> None:
        """An order was issued, and perhaps something came of each line."""
        made = issued_order(DEAL)
        self.company, self.order_id = made.company, made.order_id
        self.grns: list[GoodsReceiptId] = []
        if begun:
            self.deliver([(1, None, Decimal(40)), (2, None, Decimal(1))], final=False)

    def ask(self, by: str, task: Any, command: Command) -> str | None:
        """The document that it was about; None when it was refused, and not because of the log."""
        try:
            folded = self.company.do(USERS[by], task).folded
        except HistoriesDisagree:
            raise
        except Refused:
            return None
        self.done[command.command_name()] += 1
        assert folded is not None
        return folded.stream_id

    def told(self, decider: Decider[S], stream_id: str) -> S:
        """A document as the log tells of it."""
        log = self.company.store.events
        return decider.fold([one.event for one in log if one.stream_id == stream_id])

    def deliveries(self) -> list[tuple[GoodsReceiptId, GoodsReceipt]]:
        """All that came."""
        return [(grn, self.told(GOODS_RECEIPT, grn)) for grn in self.grns]

    def order(self, by: str, task: Any, command: Any) -> None:
        """Ask it of the order."""
        self.ask(by, task(self.order_id, command), command)

    @rule(came=came, final=st.sampled_from((False,) * 4 + (True,)))
    def deliver(self, came: list[tuple[int, int | None, Decimal]], final: bool) -> None:
        """Something comes."""
        command = g.Receive(
            purchase_order_id=self.order_id,
            delivery_note=f"DN {len(self.company.store.events)}",
            final=final,
            lines=tuple(
                ReceivedLine(po_line=number, sku=sku(article or number), received_quantity=many)
                for number, article, many in came
            ),
        )
        grn = self.ask("ann", receiving.receive_goods(command), command)
        self.grns += [GoodsReceiptId(grn)] if grn else []

    @precondition(lambda walk: walk.grns)
    @rule(data=st.data(), accept=st.booleans())
    def decide(self, data: st.DataObject, accept: bool) -> None:
        """Somebody decides about a delivery, one that is held if there is any."""
        held = [grn for grn, one in self.deliveries() if one.status is Status.DISCREPANCY]
        grn = data.draw(st.sampled_from(held or self.grns))
        if accept:
            self.ask("ben", receiving.accept_discrepancy(grn, g.Accept()), g.Accept())
        else:
            self.ask("ben", receiving.return_discrepancy(grn, g.Return()), g.Return())

    @precondition(lambda walk: walk.grns)
    @rule(data=st.data(), how=st.sampled_from(("all", "all", "some", "more")))
    def send_back(self, data: st.DataObject, how: str) -> None:
        """Goods go back."""
        holding = [
            (grn, number, one.holds(number))
            for grn, one in self.deliveries()
            for number in one.accepted
            if one.holds(number)
        ]
        grn, number, held = data.draw(st.sampled_from(holding or [(self.grns[0], 1, NOTHING)]))
        quantity = {"all": held or STEP, "some": STEP, "more": held + STEP}[how]
        back = (ReturnedLine(po_line=number, quantity=quantity),)
        command = g.ReturnToSupplier(reason="They are bent.", lines=back)
        self.ask("ann", receiving.return_to_supplier(grn, command), command)

    @rule(
        fates=fates,
        added=added,
        numbered=st.sampled_from((True, True, True, False)),
        agreed=st.sampled_from((True, True, False)),
    )
    def amend(
        self, fates: list[str], added: list[tuple[int, Decimal]], numbered: bool, agreed: bool
    ) -> None:
        """Lines of the order become others, or none, or new; Eve agrees to it where she must, or not."""
        before = self.told(PURCHASE_ORDER, self.order_id).current.lines
        lines = [
            AmendedLine(
                po_line=line.po_line if numbered else None,
                sku=sku(4) if fate == "another" else line.sku,
                quantity=max(STEP, line.quantity + FATES[fate]),
                unit=line.unit,
                unit_price=line.unit_price,
            )
            for line, fate in zip(before, fates, strict=False)
            if fate != "gone"
        ]
        lines += [
            AmendedLine(sku=sku(article), quantity=many, unit=UnitCode("EA"), unit_price=CHEAP)
            for article, many in added
        ]
        amend = c.Amend(lines=tuple(lines), reason="We changed our mind.")
        self.order("ann", orders.amend_order, amend)
        if agreed:
            self.order("eve", orders.approve_order, c.Approve())
            self.order("ann", orders.issue_order, c.Issue())
        else:
            self.order("eve", orders.reject_order, c.Reject(reason="Not like this."))

    @precondition(lambda walk: walk.grns)
    @rule(goes_on=st.sampled_from((True,) * 19 + (False,)))
    def dispute(self, goes_on: bool) -> None:
        """Somebody stops the order, and somebody settles it."""
        self.order("ann", orders.dispute_order, c.Dispute(reason="Something is wrong."))
        if goes_on:
            self.order("ann", orders.resolve_dispute, c.ResolveApprove())
        else:
            self.order("ann", orders.cancel_disputed_order, c.ResolveCancel(reason="Enough."))

    @invariant()
    def an_order_goes_back_to_where_its_quantities_say(self) -> None:
        """What the policy does at once; it is never refused."""
        if hasattr(self, "company"):
            self.company.do(USERS["ann"], orders.resume_order(self.order_id))

    @invariant()
    def an_order_counts_what_its_deliveries_hold(self) -> None:
        """Line by line; so it has every line on which something is held."""
        if not hasattr(self, "company"):
            return
        held: dict[int, Decimal] = defaultdict(Decimal)
        for _, one in self.deliveries():
            for number in one.accepted:
                assert one.holds(number) >= NOTHING
                held[number] += one.holds(number)
        order = self.told(PURCHASE_ORDER, self.order_id)
        counted = order.fulfilment.accepted
        assert {number for number, many in held.items() if many} <= {
            one.po_line for one in order.current.lines
        }
        for number in {*held, *counted}:
            assert counted.get(number, NOTHING) == held[number]

    def teardown(self) -> None:
        """Nothing is left open."""
        if hasattr(self, "company"):
            self.company.close()


def walk(runs: int) -> Counter[str]:
    """So many runs of 30 steps; what was done."""
    done: Counter[str] = Counter()
    run_state_machine_as_test(
        type("Walk", (CountedGoods,), {"done": done}),
        settings=settings(max_examples=runs, stateful_step_count=30),
    )
    return done


def test_an_order_counts_what_its_deliveries_hold_whatever_is_done() -> None:
    assert walk(40)["amend"]


@pytest.mark.long
def test_the_same_holds_for_a_very_long_time() -> None:
    walk(5_000)
