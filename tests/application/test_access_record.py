"""The record of access is kept whatever the log does, costs the caller nothing, and no flood fills it."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from argon2 import PasswordHasher

from application.access_record import AccessRecord, Export, Person
from application.failures import InvalidCredentials, TooManyAttempts
from application.ports.event_store import Append, Appended, StoreOverloaded, StoreUnavailable
from application.request import Origin
from domain.audit.access.events import (
    DataExported,
    LogInRefusal,
    LogInRefused,
    LogInSucceeded,
    PermissionRefused,
    SessionEnded,
)
from domain.identity.role import Role
from domain.identity.tenant.machine import PLATFORM
from domain.identity.user.commands import Deactivate, SignUp
from domain.shared.context import SYSTEM
from domain.shared.email_address import EmailAddress
from domain.shared.message import Event
from infrastructure.background import background
from tests.application.stage import PASSWORD, RandomIdentifiers, Stage

BEN = "ben@example.com"
THERE = Origin("192.0.2.0/24", {"requestId": "r1", "client": "a browser"})
PATIENCE = 20.0
WRONG = "incorrect horse battery staple"


class Grudging:
    """A log that does not take what it is given, until it is told to."""

    def __init__(self, stage: Stage, refuses: Exception | None) -> None:
        self._stage = stage
        self.refuses = refuses

    async def append(self, append: Append) -> Appended:
        """Store it, or do not."""
        if self.refuses is not None:
            raise self.refuses
        return await self._stage.store.append(append)


def record_on(stage: Stage, log: Any, **options: float) -> AccessRecord:
    return AccessRecord(log, stage.states, stage.clock, RandomIdentifiers(), **options)


async def recorded(stage: Stage, record: AccessRecord | None = None) -> Sequence[Event]:
    """What the tenant's log says of access, once everything that waits is stored."""
    await (record or stage.access_record).close()
    every = [recorded.event for recorded in await stage.history()]
    return [event for event in every if type(event).__module__ == "domain.audit.access.events"]


async def guessed(stage: Stage, email: str, times: int = 1) -> None:
    for _ in range(times):
        with suppress(InvalidCredentials, TooManyAttempts):
            await stage.login.log_in(email, WRONG, THERE)


async def test_a_log_in_is_on_record_before_it_is_answered_and_with_the_session_that_it_ended(
    stage: Stage,
) -> None:
    await stage.opened()
    ben = await stage.user("ben")
    first = stage.tokens.verify((await stage.login.log_in(BEN, PASSWORD, THERE)).access_token)
    second = stage.tokens.verify((await stage.login.log_in(BEN, PASSWORD, THERE)).access_token)
    history = [each for each in await stage.history() if each.event_type.startswith("audit.")]
    began, ended, again = (each.event for each in history)
    assert isinstance(began, LogInSucceeded)
    assert isinstance(ended, SessionEnded)
    assert isinstance(again, LogInSucceeded)
    assert (began.user, began.session, began.network) == (ben, first.session, "192.0.2.0/24")
    assert (ended.session, ended.reason) == (first.session, "another-log-in")
    assert again.session == second.session
    assert history[0].metadata["actor"] == ben
    assert history[0].metadata["client"] == "a browser"


async def test_why_somebody_was_kept_out_is_on_record_and_not_in_the_answer(stage: Stage) -> None:
    admin = await stage.opened()
    ben = await stage.user("ben")
    await guessed(stage, BEN)
    await stage.registration.deactivate(stage.request(admin), ben, Deactivate())
    with pytest.raises(InvalidCredentials):
        await stage.login.log_in(BEN, PASSWORD, THERE)
    wrong, inactive = await recorded(stage)
    assert isinstance(wrong, LogInRefused)
    assert isinstance(inactive, LogInRefused)
    assert (wrong.user, wrong.reason) == (ben, LogInRefusal.WRONG_PASSWORD)
    assert (inactive.user, inactive.reason) == (ben, LogInRefusal.NOT_ACTIVE)


async def test_a_refresh_token_that_comes_twice_and_a_log_out_are_on_record(stage: Stage) -> None:
    await stage.opened()
    await stage.user("ben")
    stolen = await stage.login.log_in(BEN, PASSWORD)
    await stage.login.refresh(stolen.refresh_token)
    with pytest.raises(InvalidCredentials):
        await stage.login.refresh(stolen.refresh_token, THERE)
    left = stage.tokens.verify((await stage.login.log_in(BEN, PASSWORD)).access_token)
    await stage.login.log_out(Person(left.tenant, left.user), left.session, THERE)
    await stage.login.log_out(Person(left.tenant, left.user), left.session, THERE)
    endings = [each.reason for each in await recorded(stage) if isinstance(each, SessionEnded)]
    assert endings == ["refresh-token-reused", "logged-out"]


async def test_a_flood_of_wrong_passwords_is_a_few_records_that_tell_its_size(stage: Stage) -> None:
    await stage.opened()
    ben = await stage.user("ben")
    await guessed(stage, BEN, times=200)
    told = [each for each in await recorded(stage) if isinstance(each, LogInRefused)]
    wrong, throttled = LogInRefusal.WRONG_PASSWORD, LogInRefusal.THROTTLED
    first = [(wrong, 1), (throttled, 1)]
    assert [(each.reason, each.times) for each in told] == [*first, (wrong, 4), (throttled, 194)]
    assert {(each.user, each.networks) for each in told} == {(ben, ("192.0.2.0/24",))}


async def test_whoever_has_not_proved_their_address_is_kept_out_for_that_reason(
    stage: Stage,
) -> None:
    await stage.opened()
    command = SignUp(email=EmailAddress(BEN), name="Ben", roles=(Role.REQUESTER,))
    hashed = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
    ben = await stage.registration.sign_up(stage.request(SYSTEM), command, hashed)
    with pytest.raises(InvalidCredentials):
        await stage.login.log_in(BEN, PASSWORD, THERE)
    (told,) = await recorded(stage)
    assert isinstance(told, LogInRefused)
    assert (told.user, told.reason) == (ben, LogInRefusal.UNVERIFIED)


async def test_who_ended_a_session_is_on_record_whichever_way_they_did_it(stage: Stage) -> None:
    admin = await stage.opened()
    ben = await stage.user("ben")
    for end in (
        lambda by: stage.registration.end_sessions(by, ben),
        lambda by: stage.registration.set_password(by, ben, PASSWORD),
        lambda by: stage.registration.deactivate(by, ben, Deactivate()),
    ):
        await stage.login.log_in(BEN, PASSWORD, THERE)
        await end(replace(stage.request(admin), network="198.51.100.0/24"))
    told = [each for each in await stage.history() if isinstance(each.event, SessionEnded)]
    assert [each.metadata["actor"] for each in told] == [admin] * 3
    assert {each.event.model_dump_json(include={"user", "reason", "network"}) for each in told} == {
        f'{{"user":"{ben}","reason":"ended-by-somebody","network":"198.51.100.0/24"}}'
    }


async def test_a_session_that_its_user_ended_is_on_record_once(stage: Stage) -> None:
    await stage.opened()
    ben = await stage.user("ben")
    bearer = stage.tokens.verify((await stage.login.log_in(BEN, PASSWORD)).access_token)
    person = Person(stage.tenant, ben)
    assert await stage.login.end_session(person, bearer.session, THERE)
    assert not await stage.login.end_session(person, bearer.session, THERE)
    endings = [each.reason for each in await recorded(stage) if isinstance(each, SessionEnded)]
    assert endings == ["ended-by-somebody"]


async def test_an_unknown_account_is_the_platforms_business_and_its_address_nobodys(
    stage: Stage,
) -> None:
    await stage.opened()
    await guessed(stage, "nobody@example.com", times=2)
    assert await recorded(stage) == []
    assert await stage.history(PLATFORM) == [], "a log does not begin with a guess"
    assert stage.access_record.counts["unknown-account"] == 2
    await platform_opened(stage)
    await guessed(stage, "nobody@example.com", times=3)
    await stage.access_record.close()
    *_, first, rest = await stage.history(PLATFORM)
    told = [first.event.model_dump_json(), rest.event.model_dump_json()]
    assert [getattr(each.event, "times", 0) for each in (first, rest)] == [1, 2]
    assert not any("nobody@" in text or "example" in text for text in told)


async def platform_opened(stage: Stage) -> None:
    await replace(stage, tenant=PLATFORM).opened("platform@example.com")


@pytest.mark.parametrize("refuses", [StoreOverloaded(0.1), StoreUnavailable("gone")])
async def test_a_full_queue_refuses_no_log_in_and_its_record_comes_later(
    stage: Stage, refuses: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("application.access_notes.RETRY_SECONDS", 0.01)
    await stage.opened()
    ben = await stage.user("ben")
    log = Grudging(stage, refuses)
    record = record_on(stage, log)
    session = await stage.sessions.begin(stage.tenant, ben)
    await record.logged_in(session, THERE)
    async with background(record.run()):
        assert not any(name.startswith("audit.") for name in await stage.types())
    log.refuses = None
    (late,) = await recorded(stage, record)
    assert isinstance(late, LogInSucceeded)
    assert late.session == session.id


async def test_what_cannot_be_recorded_is_not_exported(stage: Stage) -> None:
    admin = await stage.opened()
    person, export = Person(stage.tenant, admin), Export("suppliers", {}, 3, "text/csv")
    with pytest.raises(StoreOverloaded):
        await record_on(stage, Grudging(stage, StoreOverloaded(0.1))).exported(
            person, export, THERE
        )
    await stage.access_record.exported(person, export, THERE)
    (told,) = await recorded(stage)
    assert isinstance(told, DataExported)
    assert (told.actor, told.what, told.rows, told.format) == (admin, "suppliers", 3, "text/csv")


async def test_a_refusal_at_the_door_is_one_record_for_each_person_and_operation(
    stage: Stage,
) -> None:
    admin = await stage.opened()
    ben = await stage.user("ben")
    for _ in range(50):
        stage.access_record.permission_refused(Person(stage.tenant, ben), "users.list", THERE)
    stage.access_record.permission_refused(Person(stage.tenant, admin), "users.list", THERE)
    told = [each for each in await recorded(stage) if isinstance(each, PermissionRefused)]
    assert [(each.actor, each.times) for each in told] == [(ben, 1), (admin, 1), (ben, 49)]


async def test_while_a_flood_goes_on_each_minute_is_one_record(stage: Stage) -> None:
    await stage.opened()
    ben = await stage.user("ben")
    record = record_on(stage, stage.store, window=0.02)
    person, stored = Person(stage.tenant, ben), asyncio.Event()
    stage.store.on_commit(lambda _: stored.set())
    async with asyncio.timeout(PATIENCE), background(record.run()):
        record.permission_refused(person, "users.list", THERE)
        record.permission_refused(person, "users.list", THERE)
        while (await stage.types()).count(PermissionRefused.event_type) < 2:
            await stored.wait()
            stored.clear()
    told = [each for each in await recorded(stage, record) if isinstance(each, PermissionRefused)]
    assert [each.times for each in told] == [1, 1]
