"""What should become of payments, runs and what the bank says."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tests.machines.oracle.books import DUTIES, INVALID, TAKES_BILLS, Bill, Books, Run
from tests.machines.oracle.figures import NOTHING, half_up

TO_BE_PAID = ("Scheduled", "Disbursed", "Failed")
OF_THE_ACCOUNT = frozenset({"cleo", "dan"})
"""They entered and confirmed where the supplier is paid."""


@dataclass(frozen=True)
class Word:
    """What the bank says of a run's transfer, and when it wrote that."""

    verdict: str
    at: int

    def beats(self, known: tuple[str, int] | None) -> bool:
        """A decision beats a pending one, the newer beats the older, a rejection what is as old."""
        if known is None:
            return True
        verdict, at = known
        if (self.verdict == "pending") != (verdict == "pending"):
            return verdict == "pending"
        if self.at != at:
            return self.at > at
        return self.verdict == "rejected" and verdict != "rejected"


class Money(Books):
    """Each method answers with the name of the refusal, or None; errands are never refused."""

    def propose(self, on: date) -> str | None:
        """A run takes up all that is due."""
        due = tuple(n for n, bill in enumerate(self.bills) if _is_due(bill, on))
        if not due:
            return "NothingToPay"
        for place in due:
            pay = self.bills[place].pay
            discount = self._discount(self.bills[place], on)
            pay.status, pay.run, pay.overtaken = "Scheduled", len(self.runs), NOTHING
            pay.pays = pay.owed - (NOTHING if discount == pay.owed else discount)
        hands = frozenset().union(*(self.bills[place].pay.hands for place in due))
        self.runs.append(Run(due, hands))
        return None

    def approve(self, number: int, by: str) -> str | None:
        """Somebody without a hand in it lets it go to the bank."""
        run = self.runs[number]
        if run.status != "Proposed":
            return INVALID
        if by in run.hands or by in OF_THE_ACCOUNT:
            return DUTIES
        run.status = "Approved"
        return None

    def cancel_run(self, number: int) -> str | None:
        """It is called off before the bank can have it."""
        run = self.runs[number]
        if run.status not in ("Proposed", "Approved"):
            return INVALID
        if run.begun:
            return "RunIsBeingSent"
        run.status = "Cancelled"
        for place in run.pays:
            self.bills[place].pay.run = None
            self._take_off_late_credits(place)
        return None

    def hand_over(self, number: int, mood: str) -> bool:
        """An errand: give the file to a bank in some mood; whether that is settled."""
        run = self.runs[number]
        if run.status != "Approved":
            return True
        run.begun = True
        if mood == "down":
            return False
        if mood == "refuses":
            run.status, run.said = "Settled", ("rejected", 0)
            self._each_payment(run, "Failed")
            for place in run.pays:
                self._take_off_late_credits(place)
            return True
        run.at_bank = True
        if mood == "up":
            self._has_it(run)
        return mood == "up"

    def hear(self, number: int, word: Word) -> None:
        """The bank says something of a run whose file it has."""
        run = self.runs[number]
        if run.status == "Approved":
            self._has_it(run)
        if not word.beats(run.said):
            return
        run.said = (word.verdict, word.at)
        if word.verdict == "pending":
            return
        run.status = "Settled"
        for place in run.pays:
            pay = self.bills[place].pay
            if pay.run == number and pay.status != "Cancelled":
                pay.status = "Remitted" if word.verdict == "accepted" else "Failed"
            if pay.can_be_paid:
                self._take_off_late_credits(place)

    def schedule(self, place: int) -> None:
        """An errand: an invoice that is to be paid gets its payment."""
        bill = self.bills[place]
        if bill.status != "Matched" or bill.held or not bill.left:
            return
        bill.pay.status, bill.pay.run, bill.pay.owed = "Scheduled", None, bill.left
        bill.pay.hands = frozenset(bill.hands)
        bill.status = "Scheduled"

    def settle(self, place: int) -> None:
        """An errand: what became of a payment is taken to its invoice and to the order."""
        bill = self.bills[place]
        if bill.pay.status == "Remitted" and bill.status == "Scheduled":
            bill.status = "Paid"
        if bill.pay.status in TO_BE_PAID and bill.status == "Paid":
            bill.status = "Scheduled"
        self.catch_up()

    def catch_up(self) -> None:
        """An errand: the order learns what is paid, and is closed when that is everything."""
        if self.status not in TAKES_BILLS:
            return
        for place in self.counted:
            status = self.bills[place].pay.status
            if status in ("Remitted", *TO_BE_PAID):
                self.counted[place] = status == "Remitted"
            elif status == "Cancelled" and self.bills[place].status == "Paid":
                self.counted[place] = True
        if self.status == "Invoiced" and self.counted and all(self.counted.values()):
            self.status = "Closed"

    def _take_off_late_credits(self, place: int) -> None:
        """What was credited while the bank could have the money is not paid after all."""
        bill, pay = self.bills[place], self.bills[place].pay
        if not bill.too_late:
            return
        if pay.run is not None:
            pay.overtaken += bill.too_late
        pay.owed -= bill.too_late
        bill.too_late, bill.status = NOTHING, "Scheduled"
        if not bill.left:
            pay.status, bill.status = "Cancelled", "Paid"

    def _has_it(self, run: Run) -> None:
        run.status = "Sent"
        self._each_payment(run, "Disbursed")

    def _each_payment(self, run: Run, status: str) -> None:
        for place in run.pays:
            self.bills[place].pay.status = status

    def _discount(self, bill: Bill, on: date) -> Decimal:
        early = on <= bill.dated + timedelta(days=10)
        return half_up(bill.pay.owed * 2 / 100, self.scale) if early else NOTHING


def _is_due(bill: Bill, on: date) -> bool:
    early, late = bill.dated + timedelta(days=10), bill.dated + timedelta(days=30)
    return bill.pay.can_be_paid and (on >= late or on <= early)
