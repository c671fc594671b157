"""Deliveries, discrepancies and returns, at the boundaries of the tolerance and elsewhere."""

from decimal import ROUND_DOWN, Decimal

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from application.receiving import goods_receipt as receiving
from domain.receiving.goods_receipt.commands import Accept, Receive, Return, ReturnToSupplier
from domain.receiving.lines import ReceivedLine, ReturnedLine
from domain.shared.ids import GoodsReceiptId
from tests.machines.one_order import sku
from tests.machines.oracle.books import TAKES_BACK, Came
from tests.machines.oracle.figures import NOTHING, Line
from tests.machines.order_walk import OrderWalk

EXPECTING = ("Issued", "Acknowledged", "PartiallyReceived")
STEP = Decimal("0.000001")
workers = st.sampled_from(("ann", "ben"))
amounts = st.sampled_from(
    ("open", "open", "half", "half", "none", "top", "beyond", "bottom", "below", "tiny")
)
per_line = st.tuples(amounts, amounts, amounts)
rejected = st.sampled_from((None, None, None, None, "some", "all"))


def down(number: Decimal) -> Decimal:
    """As fine as quantities are."""
    return number.quantize(STEP, rounding=ROUND_DOWN)


def delivered(line: Line, how: str) -> Decimal:
    """So much that the line then stands there."""
    targets = {
        "open": line.ordered,
        "half": down((line.ordered + line.accepted) / 2),
        "top": down(line.ordered * 102 / 100),
        "beyond": down(line.ordered * 102 / 100) + STEP,
        "bottom": down(line.ordered * 98 / 100),
        "below": down(line.ordered * 98 / 100) - STEP,
        "tiny": line.accepted + STEP,
        "none": line.accepted,
    }
    return max(NOTHING, targets[how] - line.accepted)


class WalkOfGoods(OrderWalk):
    """What the warehouse does."""

    @precondition(lambda walk: walk.oracle.status in EXPECTING)
    @rule(by=workers, how=per_line)
    def deliver(self, by: str, how: tuple[str, ...]) -> None:
        """Something comes, as it was ordered."""
        self.receive(by, how)

    @precondition(lambda walk: walk.oracle.status in (*EXPECTING, "Received"))
    @rule(
        by=workers,
        how=per_line,
        final=st.booleans(),
        rejects=rejected,
        wrong=st.sampled_from((False, False, False, True)),
        again=st.sampled_from((False, False, False, False, True)),
    )
    def deliver_oddly(
        self,
        by: str,
        how: tuple[str, ...],
        final: bool,
        rejects: str | None,
        wrong: bool,
        again: bool,
    ) -> None:
        """Something comes that may be the last, in part be bad, be another article or be known already."""
        self.receive(by, how, final=final, rejects=rejects, wrong=wrong, again=again)

    def receive(
        self,
        by: str,
        how: tuple[str, ...],
        *,
        final: bool = False,
        rejects: str | None = None,
        wrong: bool = False,
        again: bool = False,
    ) -> None:
        """Enter a delivery."""
        came = self._came(how, rejects, wrong=wrong)
        known = again and bool(self.grns)
        number = 1 if known else len(self.grns) + 1
        command = Receive(
            purchase_order_id=self.order_id,
            delivery_note=f"DN {number:04}",
            final=final,
            lines=tuple(map(_received, came)),
        )
        foretold = self.oracle.receive(by, came, final=final, known=known)
        folded = self.ask(by, receiving.receive_goods(command), foretold)
        if folded is not None:
            self.grns.append(GoodsReceiptId(folded.stream_id))

    def _came(self, how: tuple[str, ...], rejects: str | None, *, wrong: bool) -> tuple[Came, ...]:
        quantities = {
            number: delivered(line, how[number - 1]) for number, line in self.oracle.lines.items()
        }
        if not any(quantities.values()):
            quantities[1] = Decimal(1)
        part = {None: 0, "some": 4, "all": 1}[rejects]
        some = [(number, quantity) for number, quantity in quantities.items() if quantity]
        return tuple(
            Came(
                number,
                quantity,
                down(quantity / part) if part else NOTHING,
                right=not (wrong and not place),
            )
            for place, (number, quantity) in enumerate(some)
        )

    @precondition(lambda walk: walk.oracle.undecided)
    @rule(by=st.sampled_from(("ann", "ben", "cleo")), accept=st.booleans(), newest=st.booleans())
    def decide(self, by: str, accept: bool, newest: bool) -> None:
        """Somebody decides about a delivery that does not agree."""
        place = (max if newest else min)(self.oracle.undecided)
        self.decide_about(place, by, accept=accept)

    def decide_about(self, place: int, by: str, *, accept: bool) -> None:
        """Take it, or send back what was not expected."""
        grn = self.grns[place]
        foretold = self.oracle.decide(place, by, accept=accept)
        task = (
            receiving.accept_discrepancy(grn, Accept())
            if accept
            else receiving.return_discrepancy(grn, Return())
        )
        self.ask(by, task, foretold)

    @precondition(lambda walk: walk.oracle.status in TAKES_BACK and walk.oracle.has_anything)
    @rule(data=st.data(), how=st.sampled_from(("all", "half", "half", "tiny", "more")))
    def send_back(self, data: st.DataObject, how: str) -> None:
        """Goods go back to the supplier."""
        holding = [
            (place, number)
            for place, note in enumerate(self.oracle.notes)
            for number in self.oracle.lines
            if note.holds(number)
        ]
        self.give_back(*data.draw(st.sampled_from(holding)), how)

    def give_back(self, place: int, number: int, how: str) -> None:
        """Send something of a line of a delivery back, or try to."""
        held = self.oracle.notes[place].holds(number)
        quantity = {"all": held, "half": down(held / 2), "tiny": STEP, "more": held + STEP}[how]
        line = ReturnedLine(po_line=number, quantity=quantity or STEP)
        command = ReturnToSupplier(reason="They are bent.", lines=(line,))
        foretold = self.oracle.send_back(place, number, line.quantity)
        self.ask("ann", receiving.return_to_supplier(self.grns[place], command), foretold)


def _received(came: Came) -> ReceivedLine:
    return ReceivedLine(
        po_line=came.po_line,
        sku=sku(came.po_line if came.right else 99),
        received_quantity=came.received,
        rejected_quantity=came.rejected,
    )
