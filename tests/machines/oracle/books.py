"""What everybody would have written down about one order, and where that says the order stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from tests.machines.oracle.figures import (
    NOTHING,
    Line,
    Part,
    Row,
    by_line,
    gross_of,
    not_too_little,
)

INVALID = "InvalidStateTransition"
DUTIES = "SegregationOfDutiesViolation"
TAKES_BILLS = frozenset({"PartiallyReceived", "Received", "Invoiced", "Disputed"})
GIVES_UP = TAKES_BILLS | {"Cancelled"}
TAKES_BACK = GIVES_UP | {"Paid"}


@dataclass(frozen=True)
class Came:
    """What a delivery brought for a line, and whether it was the article that was ordered."""

    po_line: int
    received: Decimal
    rejected: Decimal = NOTHING
    right: bool = True

    @property
    def kept(self) -> Decimal:
        """What was not rejected."""
        return self.received - self.rejected


@dataclass
class Note:
    """A delivery; what of it counts, and what went back later."""

    by: str
    came: tuple[Came, ...]
    final: bool
    status: str = "Received"
    accepted: dict[int, Decimal] = field(default_factory=dict)
    returned: dict[int, Decimal] = field(default_factory=dict)

    def holds(self, po_line: int) -> Decimal:
        """What counts and has not gone back."""
        return self.accepted.get(po_line, NOTHING) - self.returned.get(po_line, NOTHING)


@dataclass
class Pay:
    """The payment of a bill; `run` is the newest attempt.

    `overtaken` was credited after that attempt had failed, so that the bank pays too much if it changes its
    mind about it.
    """

    status: str | None = None
    owed: Decimal = NOTHING
    pays: Decimal = NOTHING
    run: int | None = None
    hands: frozenset[str] = frozenset()
    overtaken: Decimal = NOTHING

    @property
    def taken_up(self) -> bool:
        """Whether the bank may have it."""
        return self.status == "Disbursed" or (self.status == "Scheduled" and self.run is not None)

    @property
    def can_be_paid(self) -> bool:
        """Whether a run may take it up."""
        return self.status in ("Scheduled", "Failed") and not self.taken_up


@dataclass
class Bill:
    """An invoice: what it says, what holds, and what was credited of it."""

    by: str
    number: int
    dated: date
    stated: tuple[Row, ...]
    scale: int
    status: str = "Registered"
    revised: tuple[Row, ...] | None = None
    held: bool = False
    hands: set[str] = field(default_factory=set)
    off: dict[int, Part] = field(default_factory=dict)
    credited: Decimal = NOTHING
    too_late: Decimal = NOTHING
    pay: Pay = field(default_factory=Pay)

    @property
    def rows(self) -> tuple[Row, ...]:
        """What was agreed on, or else what it says."""
        return self.stated if self.revised is None else self.revised

    @property
    def gross(self) -> Decimal:
        """What it comes to."""
        return gross_of(self.rows, self.scale)

    @property
    def left(self) -> Decimal:
        """What is still to be paid of it."""
        return max(NOTHING, self.gross - self.credited + self.too_late)

    def counts(self, rows: tuple[Row, ...] | None = None) -> dict[int, Part]:
        """What it counts for by line, less what was credited."""
        found = by_line(self.rows if rows is None else rows, self.scale)
        return {
            number: Part(
                part.quantity - self.off.get(number, Part()).quantity,
                part.net - self.off.get(number, Part()).net,
            )
            for number, part in found.items()
        }


@dataclass
class Run:
    """A payment run with one transfer; `said` is the newest word of the bank on it and when that was."""

    pays: tuple[int, ...]
    hands: frozenset[str]
    status: str = "Proposed"
    begun: bool = False
    at_bank: bool = False
    said: tuple[str, int] | None = None


@dataclass
class Books:
    """The order with all that belongs to it.

    `complete` says that nothing more is expected, and `in_full` that everything was billed.
    """

    lines: Mapping[int, Line]
    scale: int
    status: str = "Issued"
    acknowledged: bool = False
    complete: bool = False
    in_full: bool = False
    by_hand: bool = False
    notes: list[Note] = field(default_factory=list)
    undecided: set[int] = field(default_factory=set)
    bills: list[Bill] = field(default_factory=list)
    counted: dict[int, bool] = field(default_factory=dict)
    disputed: set[int] = field(default_factory=set)
    runs: list[Run] = field(default_factory=list)

    @property
    def has_anything(self) -> bool:
        """Whether anything was accepted and kept."""
        return any(line.accepted for line in self.lines.values())

    def back(self) -> str:
        """Where the order stands once it went on as far as its quantities say."""
        if self.status == "Approved" and not self.has_anything:
            return "Acknowledged" if self.acknowledged else "Issued"
        there = all(line.accepted >= line.ordered for line in self.lines.values())
        if self.status == "Approved" and not (self.complete or there):
            return "PartiallyReceived"
        if self.status not in ("Approved", "Received"):
            return self.status
        return "Invoiced" if self.in_full and not self._has_unbilled() else "Received"

    def go_back(self) -> None:
        """Let the order go on."""
        self.status = self.back()
        self.acknowledged = self.acknowledged or self.status != "Issued"
        if self.status in ("Received", "Invoiced"):
            self.complete = True

    def complete_billing(self) -> None:
        """An order that was received in full, and billed so far as it was accepted, is invoiced."""
        if self.counted and self.all_billed():
            self.status, self.in_full = "Invoiced", True

    def all_billed(self) -> bool:
        """Whether all that was accepted and costs something is billed, and no delivery is undecided."""
        return (
            self.status == "Received"
            and not self.undecided
            and all(
                not_too_little(line.invoiced, line.accepted)
                for line in self.lines.values()
                if line.costs and line.accepted
            )
        )

    def _has_unbilled(self) -> bool:
        return any(
            line.costs and line.accepted and not line.invoiced for line in self.lines.values()
        )
