"""The figures of a month, computed from what the API lists and from nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from xml.etree.ElementTree import Element

_NOTHING = Decimal(0)
_WEEK = 7
_WEEKS_AHEAD = 5
_SHOWN = 16


@dataclass(frozen=True, slots=True)
class Amount:
    """Money as the document states it; `base` is the same in the tenant's currency at the recorded rate."""

    value: Decimal
    currency: str
    base: Decimal


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """An order of which something is still to come: goods, an invoice, a payment or a decision."""

    order: str
    supplier: str
    status: str
    total: Amount


@dataclass(frozen=True, slots=True)
class MatchException:
    """Something that did not agree, so that a person had to look at it; `open` until that is settled."""

    what: str
    document: str
    supplier: str
    detail: str
    outcome: str
    open: bool


@dataclass(frozen=True, slots=True)
class Payable:
    """An invoice that is not paid yet; a disputed one is owed too, until it is settled."""

    invoice: str
    supplier: str
    status: str
    due: date
    amount: Amount


@dataclass(frozen=True, slots=True)
class Payout:
    """Money that left the account on a day, or, unless `paid`, that is going to."""

    supplier: str
    on: date
    amount: Amount
    paid: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that somebody tried and must not do: on which kind of document, and what was in the way."""

    who: str
    command: str
    document: str
    error: str
    rule: str


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened to the order that is looked at closely."""

    when: datetime
    who: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Log:
    """The proof of completeness: positions from 1 to the last, and none missing in between."""

    position: int
    kinds: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Proof:
    """That the log is as it was signed: how many events were read again, and what was signed of them.

    `sealed` is the position up to which they are signed, `root` the root over those in hex, `key` the public
    key as C2SP writes it (name, id and key), `again` the commands that find the same once more: with the
    database, then the two that do so without.
    """

    events: int
    sealed: int
    root: str
    signed_at: datetime
    key: str
    again: Sequence[str]

    @property
    def sentence(self) -> str:
        """For people."""
        root = self.root[:_SHOWN]
        return f"{self.events:,} events, signed under root {root}..., read again and verified"


@dataclass(frozen=True, slots=True)
class Matching:
    """How many invoices came in, agreed at once, and wait for somebody; and everything that disagreed."""

    invoices: int
    at_once: int
    waiting: int
    exceptions: Sequence[MatchException]

    @property
    def rate(self) -> Decimal:
        """The share of invoices, in percent, that a person had to look at; half up to one decimal."""
        if not self.invoices:
            return _NOTHING
        share = Decimal(100 * (self.invoices - self.at_once)) / self.invoices
        return (share * 10 + Decimal("0.5")) // 1 / 10


@dataclass(frozen=True, slots=True)
class ReportFigures:
    """A report of the API: what it asks and means, its picture, and its rows as text."""

    title: str
    question: str
    definition: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    picture: Element


@dataclass(frozen=True, slots=True)
class Month:
    """Everything that is shown."""

    company: str
    base: str
    first_day: date
    now: datetime
    ordered: int
    orders: Sequence[OpenOrder]
    matching: Matching
    payables: Sequence[Payable]
    payouts: Sequence[Payout]
    refusals: Sequence[Refusal]
    life: Sequence[Moment]
    log: Log
    reports: Sequence[ReportFigures] = ()
    proof: Proof | None = None

    @property
    def horizon(self) -> date:
        """The last day whose payments are shown week by week."""
        return self.now.date() + timedelta(days=_WEEK * _WEEKS_AHEAD)

    @property
    def currencies(self) -> Sequence[str]:
        """Every currency that occurs, the tenant's own first."""
        amounts = (
            *(order.total for order in self.orders),
            *(payable.amount for payable in self.payables),
            *(payout.amount for payout in self.payouts),
        )
        return sorted(
            {self.base, *(amount.currency for amount in amounts)},
            key=lambda currency: (currency != self.base, currency),
        )
