"""People register, prove their address and choose passwords by themselves, and learn nothing of others."""

import asyncio
from copy import copy
from datetime import timedelta

import psycopg
import pytest

from application.failures import (
    PasswordRefused,
    RegistrationClosed,
    TooManyAttempts,
)
from application.ports.letters import LetterKind
from application.ports.mail import Message
from application.ports.sessions import Claim, Visitor
from domain.audit.access.events import PasswordSet, PasswordSource
from domain.identity.role import Role
from domain.identity.user.commands import Register
from domain.identity.user.machine import Status
from infrastructure.mail import post_office
from tests.application.identity.newcomers import ANOTHER, BEN, forgets, signs_up, token
from tests.application.stage import PASSWORD, ROOT, CaughtMail, Stage
from tests.cluster import Database


async def status(stage: Stage) -> Status | None:
    """How far Ben has got."""
    return (await stage.folded(await stage.user_of(BEN))).state.status


async def test_who_registers_is_let_in_once_the_address_is_proved(opened: Stage) -> None:
    await signs_up(opened)
    assert not await opened.lets_in(BEN)
    assert await status(opened) is Status.UNVERIFIED
    await opened.self_service.verify(token(opened, "verify"))
    assert await opened.lets_in(BEN)
    folded = await opened.folded(await opened.user_of(BEN))
    assert folded.state.roles == {Role.REQUESTER}
    of_people = [each for each in await opened.types() if each.startswith("identity.user.")]
    assert of_people[-2:] == ["identity.user.signed-up", "identity.user.verified"]


async def test_no_mail_token_is_in_an_event_or_a_table(opened: Stage, database: Database) -> None:
    await signs_up(opened)
    secret = token(opened, "verify")
    with psycopg.connect(database.administrator_dsn) as connection:
        for table in ("events", "letters", "mail_tokens", "credentials"):
            query = f"SELECT t::text FROM daybook.{table} AS t"
            found = connection.execute(query.encode()).fetchall()
            assert found or table == "letters"
            assert secret not in str(found)


@pytest.mark.parametrize("email", ["ben@elsewhere.com", "ben@sub.example.com"])
async def test_other_domains_may_not_register(opened: Stage, email: str) -> None:
    with pytest.raises(RegistrationClosed):
        await signs_up(opened, email)


async def test_nobody_registers_where_nobody_said_so_or_where_there_is_no_tenant(
    stage: Stage,
) -> None:
    await stage.opened()
    with pytest.raises(RegistrationClosed) as closed:
        await signs_up(stage)
    with pytest.raises(RegistrationClosed) as nowhere:
        await signs_up(stage.elsewhere())
    assert closed.value.detail == nowhere.value.detail


async def test_a_weak_password_is_refused_before_anything_is_stored(opened: Stage) -> None:
    with pytest.raises(PasswordRefused):
        await signs_up(opened, password="password1234")
    assert opened.mail.sent == []


async def test_who_has_an_account_is_told_so_by_mail_alone(opened: Stage) -> None:
    await opened.user("ben")
    events = await opened.types()
    await signs_up(opened, password=ANOTHER)
    assert await opened.types() == events
    assert await opened.lets_in(BEN)
    assert not await opened.lets_in(BEN, ANOTHER)
    await opened.self_service.choose_password(token(opened, "registered-already"), ANOTHER)
    assert await opened.lets_in(BEN, ANOTHER)


async def test_who_registers_second_does_not_replace_the_password_of_the_first(
    opened: Stage,
) -> None:
    await signs_up(opened)
    first = token(opened, "verify")
    await signs_up(opened, password=ANOTHER)
    await opened.self_service.verify(first)
    assert await opened.lets_in(BEN)
    assert not await opened.lets_in(BEN, ANOTHER)


async def test_choosing_a_password_proves_the_address_as_well(opened: Stage) -> None:
    await signs_up(opened)
    await forgets(opened)
    await opened.self_service.choose_password(token(opened, "new-password"), ANOTHER)
    assert await status(opened) is Status.ACTIVE
    assert await opened.lets_in(BEN, ANOTHER)
    assert not await opened.lets_in(BEN)


async def test_a_sign_up_whose_mail_did_not_leave_is_tried_again(opened: Stage) -> None:
    opened.mail.away = True
    await signs_up(opened)
    assert await opened.post_office.work() == 0
    opened.mail.away = False
    opened.later(timedelta(seconds=1))
    assert await opened.post_office.work() == 1
    await opened.self_service.verify(token(opened, "verify"))
    assert await opened.lets_in(BEN)
    assert (await opened.types()).count("identity.user.signed-up") == 1


async def test_a_letter_that_whoever_took_it_did_not_send_is_due_again(opened: Stage) -> None:
    await opened.self_service.ask_for_password(BEN)
    await opened.user("ben")
    assert len(await opened.letters.take(9)) == 1  # and the process is killed
    assert await opened.post_office.work() == 0
    opened.later(timedelta(minutes=1))
    assert await opened.post_office.work() == 1
    assert [each.template for each in opened.mail.sent] == ["new-password"]


async def test_a_letter_that_takes_long_keeps_no_other_from_whoever_is_free(opened: Stage) -> None:
    """Letters are taken one by one: what waits behind a slow one is nobody's, and is not sent twice."""
    slow, began, gate = CaughtMail(), asyncio.Event(), asyncio.Event()

    async def sends_slowly(message: Message) -> None:
        slow.sent.append(message)
        began.set()
        await gate.wait()

    slow.send = sends_slowly  # type: ignore[method-assign]
    busy = copy(opened.post_office)
    busy._mail = slow
    for name in ("ben", "cleo"):
        await opened.user(name)
        await opened.self_service.ask_for_password(f"{name}@example.com")
        opened.later(timedelta(seconds=1))
    sending = asyncio.create_task(busy.work())
    await began.wait()
    assert await opened.post_office.work() == 1
    gate.set()
    assert await sending == 1
    assert [each.to for each in (*slow.sent, *opened.mail.sent)] == [BEN, "cleo@example.com"]


async def test_a_mail_server_that_never_answers_has_the_letter_for_less_than_its_minute(
    opened: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert timedelta(seconds=post_office.SENDING_SECONDS) < timedelta(minutes=1)
    monkeypatch.setattr(post_office, "SENDING_SECONDS", 0.01)
    await opened.user("ben")
    await opened.self_service.ask_for_password(BEN)
    with monkeypatch.context() as patched:
        patched.setattr(opened.mail, "send", _never)
        assert await opened.post_office.work() == 1
    opened.later(timedelta(seconds=1))
    monkeypatch.undo()
    assert await opened.post_office.work() == 1
    assert [each.template for each in opened.mail.sent] == ["new-password"]


async def _never(_: Message) -> None:
    await asyncio.Event().wait()


async def test_letters_wait_longer_and_longer_and_are_given_up_after_three_days(
    opened: Stage,
) -> None:
    await opened.user("ben")
    opened.mail.away = True
    await forgets(opened)
    second, longest = timedelta(seconds=1), timedelta(minutes=15)
    waits = [second * 2**tries for tries in range(10)] + [longest] * 2
    for wait in waits:
        opened.later(wait - second)
        assert await opened.post_office.work() == 0
        opened.later(second)
        assert await opened.post_office.work() == 1
    opened.later(timedelta(days=3) - sum(waits, second))
    assert await opened.post_office.work() == 1
    opened.later(longest)
    assert await opened.post_office.work() == 1
    opened.later(timedelta(days=1))
    assert await opened.post_office.work() == 0


async def test_a_new_password_ends_every_session_and_is_told_by_mail(opened: Stage) -> None:
    await opened.user("ben")
    logged_in = await opened.login.log_in(BEN, PASSWORD)
    await forgets(opened)
    await opened.self_service.choose_password(token(opened, "new-password"), ANOTHER)
    session = opened.tokens.verify(logged_in.access_token).session
    assert await opened.sessions.live([Claim(opened.tenant, session)]) == {}
    await opened.post_office.work()
    assert opened.mail.sent[-1].template == "password-changed"
    assert "token" not in opened.mail.sent[-1].values


async def test_a_password_chosen_by_mail_is_on_record_as_the_owners_own_doing(
    opened: Stage,
) -> None:
    ben = await opened.user("ben")
    await forgets(opened)
    await opened.self_service.choose_password(token(opened, "new-password"), ANOTHER)
    (recorded,) = [each for each in await opened.history() if isinstance(each.event, PasswordSet)]
    assert recorded.event.model_dump(exclude={"network"}) == {
        "user": ben,
        "source": PasswordSource.CHOSEN_BY_MAIL,
    }
    assert recorded.metadata["actor"] == ben


async def test_nobody_gets_a_mail_who_has_no_account_or_is_kept_out(opened: Stage) -> None:
    await forgets(opened, "nobody@example.com")
    assert opened.mail.sent == []


async def test_nobody_fills_the_mailbox_of_somebody_else(opened: Stage) -> None:
    await opened.user("ben")
    for _ in range(10):
        await forgets(opened)
    assert len(opened.mail.sent) == 3
    opened.later(timedelta(hours=1))
    await forgets(opened)
    assert len(opened.mail.sent) == 4


async def test_one_network_does_not_ask_for_mails_without_end(opened: Stage) -> None:
    there = Visitor("192.0.2.9", "192.0.2.9", "a script")
    for number in range(20):
        await opened.self_service.ask_for_password(f"somebody-{number}@example.com", there)
    with pytest.raises(TooManyAttempts):
        await opened.self_service.ask_for_password(BEN, there)


async def test_who_proves_themselves_by_mail_does_not_wait_for_what_strangers_did(
    opened: Stage,
) -> None:
    await opened.user("ben")
    for _ in range(5):
        await opened.lets_in(BEN, ANOTHER)
    with pytest.raises(TooManyAttempts):
        await opened.lets_in(BEN)
    await forgets(opened)
    await opened.self_service.choose_password(token(opened, "new-password"), ANOTHER)
    assert await opened.lets_in(BEN, ANOTHER)


async def test_who_is_invited_chooses_a_password(opened: Stage) -> None:
    command = Register(email=BEN, name="Ben", roles=(Role.BUYER,))
    await opened.registration.invite(opened.request(ROOT), command)
    assert not await opened.lets_in(BEN)
    await opened.post_office.work()
    await opened.self_service.choose_password(token(opened, "invitation"), ANOTHER)
    assert await opened.lets_in(BEN, ANOTHER)


async def test_an_invitation_waits_for_the_registration(opened: Stage) -> None:
    ben = await opened.credentials.reserve(BEN, opened.tenant, ROOT)
    await opened.letters.queue(LetterKind.INVITATION, BEN, {"user": ben.user})
    await opened.post_office.work()
    assert opened.mail.sent == []
    command = Register(email=BEN, name="Ben", roles=(Role.BUYER,))
    await opened.registration.register(opened.request(ROOT), command, None)
    opened.later(timedelta(seconds=2))
    await opened.post_office.work()
    assert [each.template for each in opened.mail.sent] == ["invitation"]
