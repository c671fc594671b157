"""Invoices, credit notes and disputes, with figures at the boundaries of the tolerance and elsewhere."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from application.invoicing import credit_note as credit_notes
from application.invoicing import supplier_invoice as invoicing
from domain.invoicing.credit_note import commands as note
from domain.invoicing.lines import BilledLine, CreditedLine
from domain.invoicing.supplier_invoice import commands as c
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.shared.currency import Currency
from domain.shared.ids import SupplierInvoiceId
from domain.shared.money import Money, UnitPrice
from tests.machines.one_order import sku
from tests.machines.oracle.bills import Demand
from tests.machines.oracle.books import TAKES_BILLS
from tests.machines.oracle.figures import NOTHING, Line, Row, gross_of
from tests.machines.order_walk import TODAY, OrderWalk
from tests.machines.walk_of_goods import STEP, down, workers

quantities = st.sampled_from(
    ("open", "open", "open", "half", "half", "none", "top", "beyond", "ordered", "tiny")
)
prices = st.sampled_from(
    ("agreed", "agreed", "agreed", "agreed", "top", "bottom", "beyond", "below", "double")
)
figures = st.tuples(st.tuples(quantities, quantities, quantities), prices)
Figures = tuple[tuple[str, ...], str]
AS_AGREED: Figures = (("open", "open", "open"), "agreed")


def billed(line: Line, how: str) -> Decimal:
    """So much that the line then is invoiced that far."""
    still = max(NOTHING, line.accepted - line.invoiced)
    top = down(line.accepted * 102 / 100)
    amounts = {
        "open": still,
        "half": down(still / 2),
        "top": top - line.invoiced,
        "beyond": top + STEP - line.invoiced,
        "ordered": line.ordered - line.invoiced,
        "tiny": STEP,
        "none": NOTHING,
    }
    return max(NOTHING, amounts[how])


def priced(line: Line, how: str) -> Decimal:
    """At, within or just beyond the tolerance."""
    factors = {"top": 102, "beyond": 102, "bottom": 98, "below": 98, "double": 200}
    price = line.price * factors.get(how, 100) / 100
    if how == "below" and price:
        return price - STEP
    return price + STEP if how == "beyond" else price


class WalkOfBills(OrderWalk):
    """What the clerks of accounts payable do."""

    @precondition(lambda walk: walk.oracle.status in TAKES_BILLS and walk.oracle.has_anything)
    @rule(by=workers, asked=figures, back=st.integers(0, 3), overdue=st.booleans())
    def bill(self, by: str, asked: Figures, back: int, overdue: bool) -> None:
        """An invoice comes."""
        dated = TODAY - timedelta(days=back + (40 if overdue else 0))
        self.register(by, self.rows_for(asked), dated)

    @precondition(lambda walk: walk.oracle.status in ("PartiallyReceived", "Received"))
    @rule(by=workers, half=st.booleans())
    def bill_as_agreed(self, by: str, half: bool) -> None:
        """An invoice for what came, or half of it."""
        how = "half" if half else "open"
        self.register(by, self.rows_for(((how, how, how), "agreed")), self.new_day())

    @precondition(lambda walk: walk.oracle.status in TAKES_BILLS and walk.oracle.has_anything)
    @rule(by=workers, again=st.booleans(), wrong=st.booleans())
    def bill_oddly(self, by: str, again: bool, wrong: bool) -> None:
        """An invoice that came before, or for an article that nobody ordered."""
        rows = self.rows_for(AS_AGREED)
        if wrong:
            rows = (Row(1, rows[0].quantity, rows[0].price, rows[0].tax, right=False), *rows[1:])
        self.register(by, rows, self.new_day(), again=again)

    def register(self, by: str, rows: tuple[Row, ...], dated: date, *, again: bool = False) -> None:
        """Enter an invoice; if it matched, no line counts for more than was accepted and 2 %."""
        number = self.oracle.bills[0].number if again and self.oracle.bills else len(self.invoices)
        known = any(one.number == number and one.status != "Rejected" for one in self.oracle.bills)
        command = c.Register(
            purchase_order_id=self.order_id,
            supplier_invoice_number=f"re-{number:03}" if again else f"RE {number}",
            invoice_date=dated,
            amount=self._money(gross_of(rows, self.oracle.scale)),
            lines=tuple(map(self._line, rows)),
        )
        foretold = self.oracle.register(Demand(by, number, dated, rows, known))
        folded = self.ask(by, invoicing.register_invoice(command), foretold)
        if folded is not None:
            self.invoices.append(SupplierInvoiceId(folded.stream_id))
            self.nothing_counts_twice(folded, rows)

    def nothing_counts_twice(self, invoice: Any, rows: tuple[Row, ...]) -> None:
        """What matched is covered by what was accepted, over all invoices; so after a return nothing is."""
        if invoice.state.status not in ("Matched", "Paid"):
            return
        fulfilment = self.company.state(PURCHASE_ORDER, self.order_id).fulfilment
        for number in {row.po_line for row in rows}:
            accepted = fulfilment.accepted.get(number, NOTHING)
            assert 100 * fulfilment.invoiced.get(number, NOTHING) <= 102 * accepted

    @precondition(lambda walk: walk.bills_that_are("Matched", "Scheduled"))
    @rule(data=st.data())
    def dispute_some(self, data: st.DataObject) -> None:
        """Somebody stops an invoice."""
        places = self.bills_that_are("Matched", "Scheduled")
        self.dispute_bill(data.draw(st.sampled_from(places)))

    def dispute_bill(self, place: int) -> None:
        """Stop an invoice, or try to."""
        command = c.Dispute(reason="We never had that.")
        foretold = self.oracle.dispute_bill(place)
        self.ask("ann", invoicing.dispute_invoice(self.invoices[place], command), foretold)

    @precondition(lambda walk: walk.bills_that_are("Disputed"))
    @rule(data=st.data(), by=workers, asked=st.one_of(st.none(), figures))
    def correct_some(self, data: st.DataObject, by: str, asked: Figures | None) -> None:
        """A disputed invoice is matched again."""
        places = self.bills_that_are("Disputed")
        self.correct(data.draw(st.sampled_from(places)), by, asked)

    def correct(self, place: int, by: str, asked: Figures | None) -> None:
        """Match it again, as it is or with other lines."""
        rows = None if asked is None else self.rows_for(asked)
        lines = None if rows is None else tuple(map(self._line, rows))
        if rows is not None and not gross_of(rows, self.oracle.scale):
            return
        foretold = self.oracle.correct(place, by, rows)
        task = invoicing.correct_invoice(self.invoices[place], c.Correct(lines=lines))
        folded = self.ask(by, task, foretold)
        if folded is not None:
            self.nothing_counts_twice(folded, self.oracle.bills[place].rows)

    @precondition(lambda walk: walk.bills_that_are("Disputed") or walk.held_bills)
    @rule(newest=st.booleans())
    def reject_some(self, newest: bool) -> None:
        """Somebody refuses to pay."""
        doubtful = sorted({*self.bills_that_are("Disputed"), *self.held_bills})
        self.reject(doubtful[-1 if newest else 0])

    def reject(self, place: int) -> None:
        """Refuse to pay an invoice, or try to."""
        command = c.Reject(reason="Not ours.")
        foretold = self.oracle.reject(place)
        self.ask("ben", invoicing.reject_invoice(self.invoices[place], command), foretold)

    @precondition(lambda walk: walk.held_bills)
    @rule(by=st.sampled_from(("ann", "ben", "eve")))
    def release_some(self, by: str) -> None:
        """Somebody vouches that an invoice is no duplicate."""
        self.release(self.held_bills[0], by)

    def release(self, place: int, by: str) -> None:
        """Vouch that an invoice is no duplicate, or try to."""
        foretold = self.oracle.release(place, by)
        self.ask(by, invoicing.release_invoice(self.invoices[place], c.Release()), foretold)

    @precondition(lambda walk: walk.bills_that_are("Matched", "Disputed", "Scheduled", "Paid"))
    @rule(data=st.data(), how=st.sampled_from(("all", "half", "half", "tiny", "more")))
    def credit_some(self, data: st.DataObject, how: str) -> None:
        """A credit note comes."""
        places = self.bills_that_are("Matched", "Disputed", "Scheduled", "Paid")
        self.credit(data.draw(st.sampled_from(places)), how)

    def credit(self, place: int, how: str) -> None:
        """Enter a credit note, or try to."""
        rows = self._credited(place, how)
        scale = self.oracle.scale
        command = note.Register(
            invoice_id=self.invoices[place],
            credit_note_number=f"CN {len(self.company.store.events)}",
            date=TODAY,
            amount=self._money(gross_of(rows, scale)),
            lines=tuple(map(self._credited_line, rows)),
        )
        foretold = self.oracle.credit(place, rows)
        self.ask("ann", credit_notes.register_credit_note(command), foretold)

    def _credited(self, place: int, how: str) -> tuple[Row, ...]:
        bill = self.oracle.bills[place]
        counts, rows = bill.counts(), {row.po_line: row for row in bill.rows}
        wanted = {
            number: {"all": part.quantity, "half": down(part.quantity / 2), "tiny": STEP}.get(
                how, part.quantity + 1
            )
            for number, part in counts.items()
        }
        some = {n: quantity for n, quantity in wanted.items() if quantity > 0} or {1: STEP}
        return tuple(
            Row(n, quantity, rows[n].price, rows[n].tax)
            if n in rows
            else Row(n, quantity, NOTHING, NOTHING)
            for n, quantity in some.items()
        )

    def rows_for(self, asked: Figures) -> tuple[Row, ...]:
        """The lines of an invoice that bills so much."""
        how, price = asked
        found = tuple(
            Row(number, quantity, priced(line, price), line.tax)
            for number, line in self.oracle.lines.items()
            if (quantity := billed(line, how[number - 1]))
        )
        line = self.oracle.lines[1]
        return found or (Row(1, Decimal(1), priced(line, price), line.tax),)

    def bills_that_are(self, *statuses: str) -> list[int]:
        """Where the oracle has them."""
        return [n for n, one in enumerate(self.oracle.bills) if one.status in statuses]

    @property
    def held_bills(self) -> list[int]:
        """The invoices that may be duplicates."""
        return [n for n, one in enumerate(self.oracle.bills) if one.held]

    def new_day(self) -> date:
        """A day on which no other invoice was written."""
        return TODAY - timedelta(days=4 + len(self.invoices))

    def _money(self, amount: Decimal) -> Money:
        return Money(amount, Currency(self.deal.currency))

    def _line(self, row: Row) -> BilledLine:
        return BilledLine(
            po_line=row.po_line,
            sku=sku(row.po_line if row.right else 99),
            quantity=row.quantity,
            unit_price=UnitPrice(row.price, Currency(self.deal.currency)),
            tax_rate=row.tax,
        )

    def _credited_line(self, row: Row) -> CreditedLine:
        return CreditedLine(
            po_line=row.po_line,
            quantity=row.quantity,
            unit_price=UnitPrice(row.price, Currency(self.deal.currency)),
            tax_rate=row.tax,
        )
