"""No order of events, no duplicate and no kill changes what policies make of a history."""

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.communication.notice.machine import NOTICE
from domain.payments.payment.state import Payment, Status
from tests.properties.company_chapters import CHAPTERS, opened
from tests.properties.disturbed_delivery import (
    Disturbance,
    DisturbedDelivery,
    KillableStore,
)
from tests.properties.small_company import SmallCompany


@dataclass(frozen=True)
class End:
    """How a story ended: every document, every effect, and what the bank was given."""

    documents: dict[str, Any]
    notices: Counter[tuple[str, ...]]
    events: Counter[str]
    files: dict[str, bytes]


def _end(here: SmallCompany) -> End:
    documents = here.company.replayed()
    kinds = {one.stream_id: one.stream_type for one in here.company.store.events}
    notices = {key for key in documents if kinds[key] == NOTICE.stream_type}
    return End(
        documents={key: documents[key] for key in documents.keys() - notices},
        notices=Counter(_told(documents[key]) for key in notices),
        events=Counter(one.event_type for one in here.company.store.events),
        files=here.company.bank.files,
    )


def _told(notice: Any) -> tuple[str, ...]:
    """Whom it tells what; which event it is because of has another id in every history."""
    letter = notice.letter
    return (letter.recipient.id, letter.about.document_id, letter.subject, letter.text)


@cache
def _undisturbed() -> End:
    """Every policy is told everything once and in order, act by act."""
    here = opened()
    read = dict.fromkeys(here.company.policies, 0)
    for chapter in CHAPTERS:
        for act in chapter:
            act(here)
            _tell_all(here, read)
    here.company.close()
    return _end(here)


def _tell_all(here: SmallCompany, read: dict[str, int]) -> None:
    told = True
    while told:
        told = False
        for policy in here.company.policies:
            for recorded in here.company.news_for(policy, read[policy]):
                assert here.company.tell(policy, recorded)
                read[policy], told = recorded.position, True


def _disturbed(disturbance: Disturbance) -> End:
    here = opened()
    here.company.store.__class__ = KillableStore
    delivery = DisturbedDelivery(here.company, disturbance)
    for chapter in CHAPTERS:
        for act in chapter:
            act(here)
            delivery.some()
        delivery.everything()
    here.company.close()
    assert bool(delivery.kills) == bool(disturbance.kills)
    return _end(here)


disturbances = st.builds(
    Disturbance,
    seed=st.integers(0, 2**32),
    in_order=st.booleans(),
    thrice=st.booleans(),
    kills=st.sampled_from((0, 1, 5, 20)),
    fickle_bank=st.booleans(),
)


def _ends_like_the_plain_one(disturbance: Disturbance) -> None:
    plain, end = _undisturbed(), _disturbed(disturbance)
    assert end.documents == plain.documents
    assert end.notices == plain.notices
    assert end.events == plain.events
    assert end.files == plain.files


@settings(max_examples=20)
@given(disturbances)
def test_shuffled_tripled_and_cut_off_deliveries_end_like_one_plain_delivery(
    disturbance: Disturbance,
) -> None:
    """Documents, notices, payments and the files at the bank are the same."""
    _ends_like_the_plain_one(disturbance)


@pytest.mark.long
@settings(max_examples=1_000)
@given(disturbances)
def test_the_same_holds_for_very_many_disturbances(disturbance: Disturbance) -> None:
    """The same for much longer."""
    _ends_like_the_plain_one(disturbance)


def test_the_plain_story_gets_to_its_ends() -> None:
    """Otherwise ending like it would show nothing: six orders are closed, and nothing is left to do."""
    end = _undisturbed()
    assert end.events["purchasing.purchase-order.closed"] == 6
    assert end.events["purchasing.purchase-order.cancelled"] == 1
    assert end.events["murabaha.contract.settled"] == 1
    assert end.events["payments.payment.failed"] > 0
    assert end.events["payments.payment.returned"] > 0
    assert len(end.files) == 3
    assert end.notices.total() == 12


def test_in_the_plain_story_every_debt_is_paid_once() -> None:
    """Each payment is remitted once more often than it was taken back."""
    payments = [state for state in _undisturbed().documents.values() if isinstance(state, Payment)]
    assert len(payments) == 11
    assert {payment.status for payment in payments} == {Status.REMITTED}
    moved = _undisturbed().events
    remitted, returned = moved["payments.payment.remitted"], moved["payments.payment.returned"]
    assert remitted - returned == len(payments)
