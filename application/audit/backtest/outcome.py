"""What a decision came to, what it would have come to, and the sums over those that differ."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from domain.shared.currency import Currency
from domain.shared.decimals import EXACT
from domain.shared.money import Money


class Decision(StrEnum):
    """The decisions that rest on a policy."""

    INVOICE_MATCH = "invoice-match"
    GOODS_RECEIPT = "goods-receipt"
    REQUISITION_APPROVAL = "requisition-approval"
    ORDER_APPROVAL = "order-approval"


class Outcome(NamedTuple):
    """What was decided, what would have been, and the amount that it was about.

    Of a match and of a delivery it is the status that followed, or the name of the refusal; of an approval
    the levels of those who have to agree, one after the other.
    """

    decision: Decision
    before: str
    after: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Changed:
    """A decision that would have come out otherwise, with the event in the log that holds it."""

    position: int
    occurred_at: datetime
    stream_id: str
    event_type: str
    outcome: Outcome


class Kind(NamedTuple):
    """What is added up together: amounts of two currencies never are."""

    decision: Decision
    before: str
    after: str
    currency: Currency


class Sum(NamedTuple):
    """How many decisions, and what they were about in all."""

    decisions: int
    amount: Decimal


@dataclass(slots=True)
class Tally:
    """How many decisions were looked at, and the sums over those that would have come out otherwise."""

    decided: dict[Decision, int] = field(default_factory=dict)
    _sums: dict[Kind, Sum] = field(default_factory=dict)

    def add(self, outcome: Outcome) -> None:
        """Count one decision."""
        decision = outcome.decision
        self.decided[decision] = self.decided.get(decision, 0) + 1
        if outcome.before == outcome.after:
            return
        kind = Kind(decision, outcome.before, outcome.after, outcome.amount.currency)
        so_many, amount = self._sums.get(kind, Sum(0, Decimal(0)))
        self._sums[kind] = Sum(so_many + 1, EXACT.add(amount, outcome.amount.amount))

    @property
    def sums(self) -> Mapping[Kind, Sum]:
        """What would have come out otherwise, in a fixed order."""
        return dict(sorted(self._sums.items()))

    @property
    def changed(self) -> int:
        """How many would have come out otherwise."""
        return sum(each.decisions for each in self._sums.values())
