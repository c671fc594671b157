"""What should become of deliveries and returns."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from tests.machines.oracle.books import DUTIES, INVALID, TAKES_BACK, Books, Came, Note
from tests.machines.oracle.figures import NOTHING, not_too_little, not_too_much

TAKES_GOODS = frozenset({"Issued", "Acknowledged", "PartiallyReceived", "Received"})


def _sums(came: tuple[Came, ...], *, right: bool) -> dict[int, Decimal]:
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for one in came:
        if one.right or not right:
            sums[one.po_line] += one.kept
    return dict(sums)


class Goods(Books):
    """Each method answers with the name of the refusal, or None."""

    def receive(self, by: str, came: tuple[Came, ...], *, final: bool, known: bool) -> str | None:
        """A delivery; `known` says that its note was entered before."""
        if self.status not in TAKES_GOODS:
            return INVALID
        if known:
            return "DuplicateDeliveryNote"
        late = self.status == "Received"
        disagrees = self._disagrees(came, final=final and not late)
        if late and disagrees:
            return "DeliveryBeyondTolerance"
        self.acknowledged = True
        self.status = "Acknowledged" if self.status == "Issued" else self.status
        note = Note(by, came, final, "Discrepancy" if disagrees else "Received")
        self.notes.append(note)
        if disagrees:
            self.undecided.add(len(self.notes) - 1)
            return None
        moved = _sums(came, right=True)
        self._count(note, moved, completes=self._nothing_open(moved))
        return None

    def decide(self, number: int, by: str, *, accept: bool) -> str | None:
        """Somebody takes a delivery that disagrees, or sends back what was not expected."""
        note = self.notes[number]
        if note.status != "Discrepancy":
            return INVALID
        if by == note.by:
            return DUTIES
        if accept:
            moved = _sums(note.came, right=False)
            completes = note.final or self._nothing_open(moved)
        else:
            moved = self._expected(note.came)
            completes = self._nothing_open(moved)
        refusal = self._cannot_count(moved, completes=completes)
        if refusal:
            return refusal
        note.status = "Accepted" if accept else "Returned"
        if self.status != "Cancelled":
            self.undecided.discard(number)
            self._count(note, moved, completes=completes)
        return None

    def send_back(self, number: int, po_line: int, quantity: Decimal) -> str | None:
        """Goods that counted go back to the supplier."""
        note = self.notes[number]
        if note.status == "Discrepancy":
            return INVALID
        if quantity > note.holds(po_line):
            return "ReturnExceedsReceipt"
        if self.status not in TAKES_BACK:
            return INVALID
        note.returned[po_line] = note.returned.get(po_line, NOTHING) + quantity
        self.lines[po_line].accepted -= quantity
        self.complete_billing()
        return None

    def _disagrees(self, came: tuple[Came, ...], *, final: bool) -> bool:
        brought = _sums(came, right=True)
        if any(not one.right for one in came):
            return True
        after = {n: line.accepted + brought.get(n, NOTHING) for n, line in self.lines.items()}
        return any(
            (brought.get(n) and not not_too_much(after[n], line.ordered))
            or (final and not not_too_little(after[n], line.ordered))
            for n, line in self.lines.items()
        )

    def _nothing_open(self, moved: Mapping[int, Decimal]) -> bool:
        return all(
            not_too_little(line.accepted + moved.get(n, NOTHING), line.ordered)
            for n, line in self.lines.items()
        )

    def _expected(self, came: tuple[Came, ...]) -> dict[int, Decimal]:
        """Of what came, as much as was still open; nothing when the order is off."""
        if self.status == "Cancelled":
            return {}
        return {
            n: min(brought, max(NOTHING, self.lines[n].ordered - self.lines[n].accepted))
            for n, brought in _sums(came, right=True).items()
        }

    def _cannot_count(self, moved: Mapping[int, Decimal], *, completes: bool) -> str | None:
        if self.status in ("Paid", "Closed"):
            return INVALID
        if self.status == "Cancelled":
            return INVALID if any(moved.values()) else None
        if self._says_nothing(moved, completes=completes):
            return None
        if self.status not in TAKES_GOODS:
            return INVALID
        return None if any(moved.values()) or self.has_anything else "NothingReceived"

    def _says_nothing(self, moved: Mapping[int, Decimal], *, completes: bool) -> bool:
        return not any(moved.values()) and (not completes or self.status == "Received")

    def _count(self, note: Note, moved: Mapping[int, Decimal], *, completes: bool) -> None:
        if not self._says_nothing(moved, completes=completes):
            for n, quantity in moved.items():
                self.lines[n].accepted += quantity
            note.accepted = dict(moved)
            if self.status != "Received":
                self.complete = completes
                self.status = "Received" if completes else "PartiallyReceived"
        self.complete_billing()
