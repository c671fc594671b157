"""What should become of a purchase order with one line, told in plain Python without the table.

Each method answers with the name of the refusal, or None when the command is allowed; it knows nothing of
events, rules or folding, so that the decider and the oracle can only agree by being right.
"""

from dataclasses import dataclass, field

PRICE = 100
LEVELS = {"ann": 0, "ben": 1, "cleo": 2, "dan": 3, "eve": 3}
INVALID = "InvalidStateTransition"
TAKES_BACK = {"PartiallyReceived", "Received", "Invoiced", "Paid", "Disputed", "Cancelled"}
"""Where returns and credit notes are taken, also of an order that was called off after a dispute."""


def level_of(total: int) -> int:
    """1, 2 or 3 by the default thresholds."""
    return 1 if total <= 1_000 else 2 if total <= 10_000 else 3


@dataclass
class Promise:
    """What a revision promises, and the approval it got."""

    number: int = 1
    ordered: int = 0
    steps: tuple[int, ...] = ()
    signed: tuple[str, ...] = ()


@dataclass
class Oracle:
    """Where the order should stand."""

    status: str = ""
    now: Promise = field(default_factory=Promise)
    former: Promise | None = None
    last_number: int = 1
    hands: set[str] = field(default_factory=set)
    issued: int = 0
    acknowledged: int = 0
    accepted: int = 0
    invoiced: int = 0
    complete: bool = False
    all_invoiced: bool = False
    counts: bool = False
    settled: bool = False
    blocked: bool = False

    def create(self, by: str, ordered: int) -> str | None:
        """A draft with one line, or with none."""
        self.status, self.hands = "Draft", {by}
        self.now.ordered = ordered
        return None

    def edit(self, by: str, ordered: int) -> str | None:
        """Another quantity, in a draft."""
        if self.status != "Draft":
            return INVALID
        self.now.ordered = ordered
        self.hands.add(by)
        return None

    def submit(self, by: str, active: bool, sequential: bool) -> str | None:
        """Ask for an approval."""
        if self.status != "Draft":
            return INVALID
        if not active:
            return "SupplierNotActive"
        self.status = "AwaitingApproval"
        self.hands.add(by)
        self._ask(sequential)
        return None

    def approve(self, by: str) -> str | None:
        """Sign the next step."""
        if self.status != "AwaitingApproval":
            return INVALID
        if self.now.ordered == 0:
            return "PurchaseOrderHasNoLines"
        if LEVELS[by] < self.now.steps[len(self.now.signed)]:
            return "InsufficientApprovalAuthority"
        if by in self.hands or by in self.now.signed:
            return "SegregationOfDutiesViolation"
        self.now.signed += (by,)
        if len(self.now.signed) == len(self.now.steps):
            self.status, self.former = "Approved", None
        return None

    def reject(self, by: str) -> str | None:
        """Turn it down, or fall back."""
        if self.status != "AwaitingApproval":
            return INVALID
        if by not in self.hands and LEVELS[by] < self.now.steps[len(self.now.signed)]:
            return "InsufficientApprovalAuthority"
        if self.former is None:
            self.status = "Cancelled"
        else:
            self.now, self.former, self.status = self.former, None, "Issued"
        return None

    def issue(self, active: bool) -> str | None:
        """Send it."""
        if self.status != "Approved":
            return INVALID
        if not active and self.issued != self.now.number:
            return "SupplierNotActive"
        self.status, self.issued = "Issued", self.now.number
        return None

    def acknowledge(self) -> str | None:
        """Accept it."""
        if self.status != "Issued":
            return INVALID
        self.status, self.acknowledged = "Acknowledged", self.now.number
        return None

    def amend(self, by: str, ordered: int, sequential: bool) -> str | None:
        """Change the quantity of an issued order."""
        if self.status not in {"Issued", "Acknowledged", "PartiallyReceived"}:
            return INVALID
        if ordered == 0:
            return "PurchaseOrderHasNoLines"
        if ordered < max(self.accepted, self.invoiced):
            return "AmendmentBelowFulfilment"
        if ordered == self.now.ordered:
            return "AmendmentChangesNothing"
        before = self.now
        self.last_number += 1
        self.now = Promise(self.last_number, ordered, before.steps, before.signed)
        self.former, self.complete, self.status = before, False, "Issued"
        self.issued = self.now.number
        self.hands.add(by)
        if ordered > before.ordered:
            self.status, self.issued = "AwaitingApproval", before.number
            self._ask(sequential)
        return None

    def receive(self, accepted: int, full: bool) -> str | None:
        """A delivery, cumulatively."""
        if self.status not in {"Acknowledged", "PartiallyReceived"}:
            return INVALID
        refusal = self._delivered(accepted)
        if refusal is None:
            self.complete = full
            self.status = "Received" if full else "PartiallyReceived"
        return refusal

    def receive_late(self, accepted: int) -> str | None:
        """A little more, when everything is there."""
        return self._delivered(accepted) if self.status == "Received" else INVALID

    def take_back(self, accepted: int) -> str | None:
        """Goods that went back."""
        if self.status not in TAKES_BACK:
            return INVALID
        if accepted > self.accepted:
            return "QuantityRises"
        self.accepted = accepted
        return None

    def invoice_part(self, invoiced: int) -> str | None:
        """An invoice that leaves something open."""
        if self.status not in {"PartiallyReceived", "Received", "Invoiced", "Disputed"}:
            return INVALID
        if invoiced < self.invoiced:
            return "QuantityFalls"
        self.invoiced, self.all_invoiced, self.counts = invoiced, False, True
        return None

    def invoice_all(self, invoiced: int) -> str | None:
        """An invoice that leaves nothing open."""
        if self.status != "Received":
            return INVALID
        if invoiced < self.invoiced:
            return "QuantityFalls"
        if self.accepted and not invoiced:
            return "ReceivedLineNotInvoiced"
        self.invoiced, self.all_invoiced, self.status = invoiced, True, "Invoiced"
        self.counts = True
        return None

    def withdraw(self, invoiced: int) -> str | None:
        """An invoice that had matched and no longer does."""
        if self.status not in TAKES_BACK - {"Paid"}:
            return INVALID
        if not self.counts:
            return "InvoiceDoesNotCount"
        if invoiced > self.invoiced:
            return "QuantityRises"
        self.invoiced, self.all_invoiced, self.counts, self.settled = invoiced, False, False, False
        return None

    def note_paid(self, paid: bool) -> str | None:
        """The bank paid the invoice, or took that back."""
        if self.status not in {"PartiallyReceived", "Received", "Invoiced", "Disputed"}:
            return INVALID
        if not self.counts:
            return "InvoiceDoesNotCount"
        self.settled = paid
        return None

    def block(self) -> str | None:
        """A delivery that somebody has to decide about."""
        if self.status in {"", "Draft", "Paid", "Closed", "Cancelled"}:
            return INVALID
        self.blocked = True
        return None

    def unblock(self) -> str | None:
        """Somebody decided."""
        if self.status in {"", "Draft", "Paid", "Closed", "Cancelled"}:
            return INVALID
        if not self.blocked:
            return "DiscrepancyUnknown"
        self.blocked = False
        return None

    def credit(self, invoiced: int) -> str | None:
        """A credit note."""
        if self.status not in TAKES_BACK:
            return INVALID
        if not self.counts:
            return "InvoiceDoesNotCount"
        if invoiced > self.invoiced:
            return "QuantityRises"
        self.invoiced = invoiced
        return None

    def pay(self) -> str | None:
        """Every invoice is paid."""
        if self.status == "Invoiced" and self.counts and not self.settled:
            return "InvoicesUnsettled"
        return self._move({"Invoiced"}, "Paid")

    def close(self) -> str | None:
        """The end."""
        return self._move({"Paid"}, "Closed")

    def cancel(self) -> str | None:
        """Call it off."""
        if self.status not in {"Draft", "AwaitingApproval", "Approved", "Issued"}:
            return INVALID
        if self.accepted or self.invoiced:
            return "PurchaseOrderAlreadyFulfilled"
        self.status = "Cancelled"
        return None

    def dispute(self) -> str | None:
        """Stop it."""
        before = {"Acknowledged", "PartiallyReceived", "Received", "Invoiced"}
        return self._move(before, "Disputed")

    def resolve(self, goes_on: bool) -> str | None:
        """Let it go on, or call it off."""
        return self._move({"Disputed"}, "Approved" if goes_on else "Cancelled")

    def resume(self) -> None:
        """Where the process manager leaves it."""
        if self.status == "Approved" and self.issued == self.now.number:
            self.status = "Issued"
        if self.status == "Issued" and (self.acknowledged == self.now.number or self.accepted):
            self.status, self.acknowledged = "Acknowledged", self.now.number
        if self.status in {"Acknowledged", "PartiallyReceived"} and self.accepted:
            self.complete = self.complete or self.accepted >= self.now.ordered
            self.status = "Received" if self.complete else "PartiallyReceived"
        nothing_unbilled = self.invoiced > 0 or not self.accepted
        if self.status == "Received" and self.all_invoiced and nothing_unbilled:
            self.status = "Invoiced"

    def _ask(self, sequential: bool) -> None:
        level = level_of(self.now.ordered * PRICE)
        self.now.steps = tuple(range(1, level + 1)) if sequential else (level,)
        self.now.signed = ()

    def _delivered(self, accepted: int) -> str | None:
        if accepted < self.accepted:
            return "QuantityFalls"
        if not accepted:
            return "NothingReceived"
        self.accepted = accepted
        return None

    def _move(self, before: set[str], after: str) -> str | None:
        if self.status not in before:
            return INVALID
        self.status = after
        return None
