"""What a back-test tells, over HTTP and on the command line alike."""

from pydantic import AwareDatetime

from application.audit.backtest.outcome import Changed, Decision, Tally
from domain.shared.currency import Currency
from domain.shared.message import Message
from domain.shared.money import Money


class ChangedDecision(Message):
    """A decision that would have come out otherwise."""

    decision: Decision
    id: str
    position: int
    occurred_at: AwareDatetime
    event_type: str
    before: str
    after: str
    amount: Money


class Total(Message):
    """A sum of amounts, which may be larger than any of them could be."""

    amount: str
    currency: Currency


class ChangeTotal(Message):
    """How many decisions would have gone from this to that, and what they were about in all."""

    decision: Decision
    before: str
    after: str
    decisions: int
    amount: Total


class DecidedAgain(Message):
    """How many decisions of a kind were made again."""

    decision: Decision
    decisions: int


class BacktestReport(Message):
    """The end of a back-test: up to which position, how many decisions, and the sums of those that differ."""

    position: int
    changed: int
    decided: tuple[DecidedAgain, ...]
    totals: tuple[ChangeTotal, ...]


def told(changed: Changed) -> ChangedDecision:
    """One of them."""
    outcome = changed.outcome
    return ChangedDecision(
        decision=outcome.decision,
        id=changed.stream_id,
        position=changed.position,
        occurred_at=changed.occurred_at,
        event_type=changed.event_type,
        before=outcome.before,
        after=outcome.after,
        amount=outcome.amount,
    )


def report(tally: Tally, position: int) -> BacktestReport:
    """All of them together."""
    return BacktestReport(
        position=position,
        changed=tally.changed,
        decided=tuple(
            DecidedAgain(decision=decision, decisions=so_many)
            for decision, so_many in sorted(tally.decided.items())
        ),
        totals=tuple(
            ChangeTotal(
                decision=kind.decision,
                before=kind.before,
                after=kind.after,
                decisions=each.decisions,
                amount=Total(amount=f"{each.amount:f}", currency=kind.currency),
            )
            for kind, each in tally.sums.items()
        ),
    )
