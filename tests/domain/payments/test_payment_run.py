"""A run is approved by somebody without a hand in it, sent once, and settled by the bank's newest word."""

import random
from datetime import datetime, timedelta
from itertools import permutations

import pytest

from domain.payments.payment_run import commands as c
from domain.payments.payment_run import events as e
from domain.payments.payment_run.rules import (
    accounts_are_still_confirmed,
    approver_had_no_hand_in_it,
    bank_cannot_have_it,
    something_can_be_paid,
)
from domain.payments.payment_run.state import Status, supersedes
from domain.payments.payment_run.transfers import TransferOutcome, Verdict
from domain.shared.context import SYSTEM
from domain.shared.ids import UserId
from tests.domain.payments.payment_events import LATER, TEN, euros
from tests.domain.payments.run_events import (
    ACME,
    GLOBEX,
    OTHERS,
    THEIRS,
    USABLE,
    approved,
    given,
    outcome,
    propose,
    proposed,
    reported,
    sent,
)
from tests.domain.purchasing.people import ANN, BEN, CLEO, DAN

ACCEPTED, REJECTED, PENDING = Verdict.ACCEPTED, Verdict.REJECTED, Verdict.PENDING
CANCEL = c.Cancel(reason="wrong day")


def test_a_proposal_adds_up_and_says_who_made_it() -> None:
    proposed().then_only(e.PaymentRunProposed, totals=(euros("200.00"),), proposed_by=ANN)


def test_a_run_of_nothing_is_refused() -> None:
    nothing = propose().model_copy(update={"transfers": ()})
    given().when(nothing, by=ANN).refused(something_can_be_paid)


@pytest.mark.parametrize("somebody", [ANN, BEN, CLEO], ids=["invoices", "entered", "confirmed"])
def test_whoever_handled_an_invoice_or_an_account_does_not_approve(somebody: UserId) -> None:
    proposed().when(c.Approve(), by=somebody, usable=USABLE).refused(approver_had_no_hand_in_it)


def test_the_refusal_says_which_hand_it_was() -> None:
    refused = proposed().when(c.Approve(), by=BEN, usable=USABLE)
    refused.refused(approver_had_no_hand_in_it, payments=[], bank_accounts_of=[ACME, GLOBEX])


def test_somebody_else_approves_and_the_proposer_may_if_they_only_proposed() -> None:
    proposed().when(c.Approve(), by=DAN, usable=USABLE).leads_to(Status.APPROVED)


@pytest.mark.parametrize("now", [None, (1, OTHERS), (2, THEIRS)], ids=["none", "other", "number"])
def test_an_account_that_changed_meanwhile_stops_the_approval(now: object) -> None:
    usable = {**USABLE, (ACME, "EUR"): now}
    refused = proposed().when(c.Approve(), by=DAN, usable=usable)
    refused.refused(accounts_are_still_confirmed, suppliers=[ACME])


def test_a_run_can_be_called_off_until_the_bank_may_have_it() -> None:
    proposed().when(CANCEL, by=ANN).leads_to(Status.CANCELLED)
    approved().when(CANCEL, by=ANN).leads_to(Status.CANCELLED)
    begun = approved().when(c.BeginSubmission(), by=SYSTEM)
    begun.when(CANCEL, by=ANN).refused(bank_cannot_have_it)
    sent().when(CANCEL, by=ANN).impossible()


def test_it_is_settled_when_the_bank_has_judged_every_transfer() -> None:
    half = sent().when(reported(outcome(1, ACCEPTED), outcome(2, PENDING)), by=ANN)
    half.leads_to(Status.SENT)
    whole = half.when(reported(outcome(2, REJECTED)), by=ANN).leads_to(Status.SETTLED)
    assert whole.events[1:] == (e.PaymentRunSettled(accepted=1, rejected=1),)


def test_a_settled_run_still_hears_of_transfers_that_come_back() -> None:
    settled = sent().when(reported(outcome(1, ACCEPTED), outcome(2, ACCEPTED)), by=ANN)
    back = settled.when(reported(outcome(2, REJECTED, LATER)), by=ANN)
    back.leads_to(Status.SETTLED)
    assert back.state.count(REJECTED) == 1


def test_a_file_that_the_bank_refuses_fails_every_transfer() -> None:
    refused = approved().when(c.RecordFileRefused(reason="no mandate"), by=SYSTEM)
    refused.leads_to(Status.SETTLED)
    assert refused.state.count(REJECTED) == 2
    assert refused.state.outcomes[1].reason == "no mandate"


def at(minutes: int) -> datetime:
    """A moment after ten."""
    return TEN + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        ([outcome(1, PENDING, at(9)), outcome(1, ACCEPTED, at(1))], ACCEPTED),
        ([outcome(1, ACCEPTED, at(1)), outcome(1, REJECTED, at(2))], REJECTED),
        ([outcome(1, REJECTED, at(1)), outcome(1, ACCEPTED, at(2))], ACCEPTED),
        ([outcome(1, REJECTED, at(1)), outcome(1, ACCEPTED, at(1))], REJECTED),
        (
            [outcome(1, ACCEPTED, at(3)), outcome(1, REJECTED, at(2)), outcome(1, ACCEPTED, at(1))],
            ACCEPTED,
        ),
    ],
)
def test_the_newest_word_counts_in_whichever_order_the_words_come(
    said: list[TransferOutcome], counts: Verdict
) -> None:
    for order in permutations(said):
        known: TransferOutcome | None = None
        for news in order:
            known = news if supersedes(news, known) else known
        assert known is not None
        assert known.verdict is counts


def test_any_order_of_many_words_ends_the_same() -> None:
    chance = random.Random(3)
    said = [outcome(1, v, at(m)) for m in range(4) for v in (ACCEPTED, REJECTED, PENDING)]
    ends = set()
    for _ in range(200):
        chance.shuffle(said)
        known: TransferOutcome | None = None
        for news in said:
            known = news if supersedes(news, known) else known
        assert known is not None
        ends.add((known.verdict, known.reported_at))
    assert ends == {(REJECTED, at(3))}
