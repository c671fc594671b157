"""A notice says once and for all what somebody is told, and keeps whether they were."""

from uuid import UUID

import pytest
from pydantic import ValidationError

from domain.communication.notice import commands as c
from domain.communication.notice import events as e
from domain.communication.notice.letter import Letter
from domain.communication.notice.machine import NOTICE, Notice, Status, notice_id
from domain.shared.ids import SupplierId
from tests.domain.communication.letters import ISSUED, TO_ACME
from tests.domain.purchasing.people import ANN, BEN, uuid
from tests.given_when_then import Outcome, Stories

given = Stories(NOTICE).given


def queued() -> Outcome[Notice]:
    """Acme is to be told of an order."""
    return given().when(c.Queue(letter=TO_ACME), by=ANN)


def test_a_notice_is_queued_with_its_words():
    outcome = queued().then(e.NoticeQueued(letter=TO_ACME)).leads_to(Status.QUEUED)
    assert outcome.state.words == TO_ACME


def test_nobody_is_told_twice_of_one_thing():
    queued().when(c.Queue(letter=TO_ACME), by=ANN).impossible()


def test_whoever_delivers_it_reports_that():
    command = c.MarkDelivered(reference="250-4711", comment="by their server")
    delivered = queued().when(command, by=BEN)
    delivered.then(
        e.NoticeDelivered(delivered_by=BEN, reference="250-4711", comment="by their server")
    )
    assert delivered.leads_to(Status.DELIVERED).state.reported_by == BEN


def test_a_notice_that_failed_may_fail_again_and_still_be_delivered():
    failed = queued().when(c.MarkFailed(reason="mailbox full"), by=BEN).leads_to(Status.FAILED)
    again = failed.when(c.MarkFailed(reason="mailbox gone"), by=BEN).leads_to(Status.FAILED)
    assert again.state.failure == "mailbox gone"
    told = again.when(c.MarkDelivered(comment="on the phone"), by=ANN).leads_to(Status.DELIVERED)
    assert (told.state.failure, told.state.comment) == (None, "on the phone")


@pytest.mark.parametrize("command", [c.MarkDelivered(), c.MarkFailed(reason="late"), c.Queue])
def test_what_was_delivered_stays_delivered(command):
    ask = c.Queue(letter=TO_ACME) if command is c.Queue else command
    queued().when(c.MarkDelivered(), by=ANN).when(ask, by=ANN).impossible()


def test_the_words_stay_what_they_were():
    told = queued().when(c.MarkFailed(reason="?"), by=BEN).when(c.MarkDelivered(), by=BEN)
    assert told.state.words == TO_ACME
    with pytest.raises(ValidationError):
        TO_ACME.text = "Twenty chairs, please."  # type: ignore[misc]


def test_one_event_makes_one_notice_for_each_recipient():
    acme, globex = SupplierId.of(uuid(1)), SupplierId.of(uuid(2))
    assert notice_id(ISSUED, acme) == notice_id(ISSUED, acme)
    other = UUID("0195c2f1-6b1e-7c3a-9f00-3a5f0f2b7c12")
    different = {notice_id(ISSUED, acme), notice_id(ISSUED, globex), notice_id(other, acme)}
    assert len(different) == 3


def test_a_text_of_twenty_thousand_characters_is_the_longest():
    letter = TO_ACME.model_dump()
    assert len(Letter.model_validate({**letter, "text": "x" * 20_000}).text) == 20_000
    with pytest.raises(ValidationError):
        Letter.model_validate({**letter, "text": "x" * 20_001})
