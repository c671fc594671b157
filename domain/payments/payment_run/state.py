"""A payment run as its history tells it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.payments.payment_run.events import PaymentRunProposed
from domain.payments.payment_run.transfers import RunTransfer, TransferOutcome, Verdict
from domain.shared.bank_account import BankAccount
from domain.shared.context import Context
from domain.shared.ids import SupplierId, UserId


class Status(StrEnum):
    """How far the run is."""

    PROPOSED = "Proposed"
    APPROVED = "Approved"
    SENT = "Sent"
    SETTLED = "Settled"
    CANCELLED = "Cancelled"


@dataclass(frozen=True, slots=True)
class RunContext(Context):
    """Who asks and when; `usable` is the account that each supplier of the run may be paid to now.

    The key is the supplier and the currency, the value the account's number and its details. `enterers`
    and `confirmers` are all who ever entered or vouched for details of an account of each supplier.
    """

    usable: Mapping[tuple[SupplierId, str], tuple[int, BankAccount] | None] = field(
        default_factory=dict
    )
    enterers: Mapping[SupplierId, frozenset[UserId]] = field(default_factory=dict)
    confirmers: Mapping[SupplierId, frozenset[UserId]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PaymentRun:
    """What was proposed, who approved it, and what the bank said of each transfer, by its number."""

    status: Status | None = None
    proposal: PaymentRunProposed | None = None
    approved_by: UserId | None = None
    submission_begun: bool = False
    sent_at: datetime | None = None
    refused_because: str | None = None
    cancelled_because: str | None = None
    outcomes: Mapping[int, TransferOutcome] = field(default_factory=dict)

    @property
    def proposed(self) -> PaymentRunProposed:
        """What was proposed; asked only of a run that exists."""
        assert self.proposal is not None
        return self.proposal

    @property
    def transfers(self) -> tuple[RunTransfer, ...]:
        """What it pays, in the order of their numbers."""
        return self.proposed.transfers

    def transfer(self, number: int) -> RunTransfer | None:
        """A transfer by its number, from 1."""
        return self.transfers[number - 1] if 1 <= number <= len(self.transfers) else None

    def count(self, verdict: Verdict) -> int:
        """How many transfers the bank judged like that."""
        return sum(outcome.verdict is verdict for outcome in self.outcomes.values())


def supersedes(news: TransferOutcome, known: TransferOutcome | None) -> bool:
    """True when what the bank says now counts more than what it said before.

    Messages of a bank overtake each other, so the newer one counts, whichever came first; of two that
    were made at the same time a rejection counts, because money that we believe paid is never missed.
    What is pending never counts more than what is decided.
    """
    if known is None:
        return True
    if news.final != known.final:
        return news.final
    if news.reported_at != known.reported_at:
        return news.reported_at > known.reported_at
    return news.verdict is Verdict.REJECTED and known.verdict is not Verdict.REJECTED
