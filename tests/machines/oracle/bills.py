"""What should become of invoices and credit notes."""

from dataclasses import dataclass
from datetime import date

from tests.machines.oracle.books import (
    DUTIES,
    GIVES_UP,
    INVALID,
    TAKES_BACK,
    TAKES_BILLS,
    Bill,
    Books,
)
from tests.machines.oracle.figures import Part, Row, by_line, gross_of, three_way_match

UNDER_WAY = "PaymentUnderWay"
CREDIT_TOO_LARGE = "CreditExceedsInvoice"


@dataclass(frozen=True)
class Demand:
    """An invoice as it comes in; `known` says that one of its number came before."""

    by: str
    number: int
    dated: date
    rows: tuple[Row, ...]
    known: bool = False


class Bills(Books):
    """Each method answers with the name of the refusal, or None."""

    def register(self, demand: Demand) -> str | None:
        """An invoice is matched at once: it counts, or it stops the order."""
        refusal = self._cannot_register(demand)
        if refusal:
            return refusal
        self.go_back()
        bill = Bill(demand.by, demand.number, demand.dated, demand.rows, self.scale)
        bill.hands = {demand.by}
        bill.held = self._looks_known(bill)
        self.bills.append(bill)
        place = len(self.bills) - 1
        if three_way_match(bill.rows, self.lines, {}, self.scale):
            bill.status = "Matched"
            self._count_bill(place)
        else:
            bill.status = "Disputed"
            self._obstruct(place)
        return None

    def dispute_bill(self, place: int) -> str | None:
        """Somebody stops an invoice that had matched."""
        bill = self.bills[place]
        if bill.status not in ("Matched", "Scheduled"):
            return INVALID
        if bill.pay.taken_up:
            return UNDER_WAY
        if bill.pay.status == "Remitted" or self.back() not in GIVES_UP:
            return INVALID
        self.go_back()
        if bill.pay.status is not None:
            bill.pay.status = "Cancelled"
        bill.status = "Disputed"
        self._uncount(place)
        self._obstruct(place)
        return None

    def correct(self, place: int, by: str, rows: tuple[Row, ...] | None) -> str | None:
        """A disputed invoice is matched again, as it is or with other lines."""
        bill = self.bills[place]
        refusal = self._cannot_correct(bill, rows)
        if refusal:
            return refusal
        agrees = three_way_match(rows or bill.rows, self.lines, bill.off, self.scale)
        if agrees and self._after_settling(place) not in TAKES_BILLS:
            return INVALID
        self.go_back()
        if not agrees:
            return None
        if rows is not None:
            bill.revised = rows
            bill.hands.add(by)
        bill.status = "Matched" if bill.left else "Paid"
        self._settle_dispute(place)
        self._count_bill(place)
        if bill.status == "Paid":
            self.counted[place] = True
        return None

    def reject(self, place: int) -> str | None:
        """An invoice will not be paid."""
        bill = self.bills[place]
        if bill.status == "Matched" and not bill.held:
            return "InvoiceNotHeld"
        if bill.status not in ("Matched", "Disputed"):
            return INVALID
        if bill.status == "Matched":
            if self.back() not in GIVES_UP:
                return INVALID
            self.go_back()
            self._uncount(place)
            self._obstruct(place)
        bill.status, bill.held = "Rejected", False
        self._settle_dispute(place)
        self.complete_billing()
        return None

    def release(self, place: int, by: str) -> str | None:
        """Another person vouches that it is no duplicate."""
        bill = self.bills[place]
        if bill.status not in ("Matched", "Disputed"):
            return INVALID
        if not bill.held:
            return "InvoiceNotHeld"
        if by in bill.hands:
            return DUTIES
        bill.held = False
        bill.hands = bill.hands | {by}
        return None

    def credit(self, place: int, rows: tuple[Row, ...]) -> str | None:
        """A credit note takes something off an invoice, its payment and the order."""
        bill = self.bills[place]
        if bill.status == "Rejected":
            return INVALID
        amount = gross_of(rows, self.scale)
        if not _covers(bill, rows) or bill.gross - bill.credited < amount:
            return CREDIT_TOO_LARGE
        counts = bill.status != "Disputed" and self.status != "Closed"
        if counts and self.back() not in TAKES_BACK:
            return INVALID
        self.go_back()
        self._take_off(bill, rows)
        if counts:
            for number, part in by_line(rows, self.scale).items():
                self.lines[number].invoiced -= part.quantity
                self.lines[number].invoiced_net -= part.net
            self.counted[place] = self.counted[place] or bill.status == "Paid"
        return None

    def _cannot_register(self, demand: Demand) -> str | None:
        if demand.known:
            return "DuplicateInvoice"
        if self.status in ("Paid", "Closed", "Cancelled"):
            return "OrderNotBillable"
        if self.undecided:
            return "MatchingBlocked"
        if not self.has_anything:
            return "GoodsNotYetReceived"
        if not gross_of(demand.rows, self.scale):
            return "InvoiceOfNothing"
        return None

    def _cannot_correct(self, bill: Bill, rows: tuple[Row, ...] | None) -> str | None:
        if bill.status != "Disputed":
            return INVALID
        if self.status in ("Paid", "Closed", "Cancelled"):
            return "OrderNotBillable"
        if self.undecided:
            return "MatchingBlocked"
        if rows is not None and not _keeps_credits(bill, rows):
            return CREDIT_TOO_LARGE
        return None

    def _looks_known(self, bill: Bill) -> bool:
        look = (gross_of(bill.stated, self.scale), bill.dated)
        return any(
            (gross_of(one.stated, self.scale), one.dated) == look
            for one in self.bills
            if one.status != "Rejected"
        )

    def _count_bill(self, place: int) -> None:
        for number, part in self.bills[place].counts().items():
            self.lines[number].invoiced += part.quantity
            self.lines[number].invoiced_net += part.net
        self.counted[place] = self.counted.get(place, False)
        self.in_full = self.all_billed()
        if self.in_full:
            self.status = "Invoiced"

    def _uncount(self, place: int) -> None:
        for number, part in self.bills[place].counts().items():
            self.lines[number].invoiced -= part.quantity
            self.lines[number].invoiced_net -= part.net
        del self.counted[place]
        self.in_full = False

    def _obstruct(self, place: int) -> None:
        if self.status == "Cancelled":
            return
        self.disputed.add(place)
        self.status = "Disputed"

    def _settle_dispute(self, place: int) -> None:
        """The invoice stands in the way no more; the order goes on when nothing else does."""
        self.disputed.discard(place)
        if self.status == "Disputed" and not self.disputed and not self.by_hand:
            self.status = "Approved"
            self.go_back()

    def _after_settling(self, place: int) -> str:
        goes_on = self.status == "Disputed" and not self.by_hand and self.disputed <= {place}
        before = self.status
        self.status = "Approved" if goes_on else before
        after, self.status = self.back(), before
        return after

    def _take_off(self, bill: Bill, rows: tuple[Row, ...]) -> None:
        amount, pay = gross_of(rows, self.scale), bill.pay
        if bill.status == "Paid" and pay.status in ("Scheduled", "Disbursed", "Failed"):
            bill.status = "Scheduled"
        for number, part in by_line(rows, self.scale).items():
            before = bill.off.get(number, Part())
            bill.off[number] = Part(before.quantity + part.quantity, before.net + part.net)
        bill.credited += amount
        if bill.status == "Paid" or pay.taken_up or pay.status == "Remitted":
            bill.too_late += amount
        elif bill.status in ("Matched", "Scheduled") and not bill.left:
            bill.status = "Paid"
        if pay.status == "Failed":
            pay.overtaken += amount
        if pay.can_be_paid and amount < pay.owed:
            pay.owed -= amount
        elif pay.can_be_paid:
            pay.status = "Cancelled"


def _covers(bill: Bill, rows: tuple[Row, ...]) -> bool:
    counts = bill.counts()
    return all(
        part.quantity <= counts.get(number, Part()).quantity
        and part.net <= counts.get(number, Part()).net
        for number, part in by_line(rows, bill.scale).items()
    )


def _keeps_credits(bill: Bill, rows: tuple[Row, ...]) -> bool:
    """What was credited of it is still among what it bills."""
    counts = bill.counts(rows)
    return set(bill.off) <= set(counts) and all(
        part.quantity >= 0 and part.net >= 0 for part in counts.values()
    )
