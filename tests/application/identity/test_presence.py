"""Every request asks whether its caller is still let in, and hardly any of them has to wait for it."""

import asyncio
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import pytest

from application.identity.presence import Presence
from application.identity.user import change_roles, deactivate_user
from application.ports.event_store import StoreUnavailable
from application.ports.sessions import Claim, LiveSession
from application.ports.tokens import Bearer
from domain.identity.role import Role
from domain.identity.user.commands import ChangeRoles, Deactivate
from domain.identity.user.machine import USER
from infrastructure.identity.sessions import PostgresSessions
from tests.application.stage import PASSWORD, ROOT, Stage

BEN = "ben@example.com"


@dataclass
class CountedSessions:
    """The real sessions, which count how often they are looked at, and can be out of reach."""

    real: PostgresSessions
    asked: Counter[str] = field(default_factory=Counter)
    calls: int = 0
    out_of_reach: bool = False

    async def live(self, claims: Collection[Claim]) -> Mapping[Claim, LiveSession]:
        """Those of the sessions that go on."""
        self.asked.update(claim.session for claim in claims)
        self.calls += 1
        if self.out_of_reach:
            raise StoreUnavailable("the database does not answer")
        return await self.real.live(claims)


@dataclass
class Door:
    """Somebody's presence in a process of its own, by a clock that the test moves."""

    stage: Stage
    sessions: CountedSessions
    bearer: Bearer
    seconds: float = 0.0

    def __post_init__(self) -> None:
        self.presence = self.another()

    def another(self) -> Presence:
        """The presence as another process would know it."""
        sessions = self.sessions
        return Presence(sessions, self.stage.states, lambda: self.seconds)  # type: ignore[arg-type]

    async def opens(self) -> bool:
        """Whether the bearer is let in."""
        return await self.presence.confirm(self.bearer) is not None


@pytest.fixture
async def door(stage: Stage) -> Door:
    """The door at which Ben shows the token that he has just got."""
    await stage.opened()
    await stage.user("ben", "buyer")
    return Door(stage, CountedSessions(stage.sessions), await logged_in(stage))


async def logged_in(stage: Stage) -> Bearer:
    """Who Ben's token speaks for after another log-in."""
    return stage.tokens.verify((await stage.login.log_in(BEN, PASSWORD)).access_token)


async def test_however_many_ask_at_once_one_look_up_answers(door: Door) -> None:
    assert all(await asyncio.gather(*(door.opens() for _ in range(500))))
    for _ in range(500):
        assert await door.opens()
    assert door.sessions.asked == {door.bearer.session: 1}


async def test_an_answer_is_used_for_less_than_a_second(door: Door) -> None:
    assert await door.opens()
    await door.stage.sessions.end(door.bearer.session, door.bearer.user)
    door.seconds += 0.49
    assert await door.opens()
    door.seconds += 0.51
    assert not await door.opens()


async def test_who_keeps_asking_does_not_wait(door: Door) -> None:
    assert await door.opens()
    for _ in range(20):
        door.seconds += 0.6
        door.sessions.out_of_reach = False
        assert await door.opens()
        await looked_up(door)
        door.sessions.out_of_reach = True
        assert await door.opens()
    assert door.sessions.calls == 21


async def test_who_hears_of_the_end_says_so_at_once(door: Door) -> None:
    assert await door.opens()
    await door.stage.sessions.end(door.bearer.session, door.bearer.user)
    door.presence.outdate(door.bearer.user)
    assert not await door.opens()


async def test_a_look_up_that_was_under_way_when_the_session_ended_is_not_remembered(
    door: Door,
) -> None:
    asking = asyncio.ensure_future(door.opens())
    await asyncio.sleep(0)
    await door.stage.sessions.end(door.bearer.session, door.bearer.user)
    door.presence.outdate(door.bearer.user)
    await asking
    assert not await door.opens()


async def test_other_roles_count_at_once_where_they_are_heard_of(door: Door) -> None:
    stage = door.stage
    assert await door.opens()
    await stage.do(ROOT, change_roles(door.bearer.user, ChangeRoles(roles=(Role.ANALYST,))))
    door.presence.heard(stage.tenant, {door.bearer.user: 2})
    present = await door.presence.confirm(door.bearer)
    assert present is not None
    assert present.roles == {"analyst"}


async def test_a_deaf_process_learns_of_other_roles_within_a_second(door: Door) -> None:
    stage = door.stage
    assert await door.opens()
    stale = await stage.states.load(stage.tenant, USER, door.bearer.user)
    await stage.do(ROOT, change_roles(door.bearer.user, ChangeRoles(roles=(Role.ANALYST,))))
    stage.states.forget(stage.tenant, door.bearer.user)
    stage.states.keep(stage.tenant, stale)
    door.seconds += 1.0
    present = await door.presence.confirm(door.bearer)
    assert present is not None
    assert present.roles == {"analyst"}


async def test_who_is_kept_out_is_so_whatever_becomes_of_the_session(door: Door) -> None:
    stage = door.stage
    assert await door.opens()
    task = deactivate_user(door.bearer.user, Deactivate(reason=None))
    await stage.do(ROOT, task)
    door.seconds += 1.0
    assert not await door.opens()


async def test_a_session_lets_nobody_in_but_its_own_user(door: Door) -> None:
    admin = await door.stage.user_of("admin@example.com")
    stranger = replace(door.bearer, user=admin)
    assert await door.presence.confirm(stranger) is None
    elsewhere = replace(door.bearer, tenant=door.stage.elsewhere().tenant)
    assert await door.another().confirm(elsewhere) is None


@pytest.mark.parametrize("session", ["made up", "00000000-0000-4000-8000-000000000000"])
async def test_a_session_that_never_was_lets_nobody_in(door: Door, session: str) -> None:
    assert await door.presence.confirm(replace(door.bearer, session=session)) is None


async def test_who_is_vouched_for_without_a_session_is_let_in_while_active(door: Door) -> None:
    stage, vouched = door.stage, replace(door.bearer, session="", roles=frozenset({"admin"}))
    present = await door.presence.confirm(vouched)
    assert present is not None
    assert present.roles == {"buyer"}
    await stage.do(ROOT, deactivate_user(door.bearer.user, Deactivate(reason=None)))
    door.seconds += 1.0
    assert await door.presence.confirm(vouched) is None


async def test_a_database_that_is_away_is_said_to_be(door: Door) -> None:
    door.sessions.out_of_reach = True
    with pytest.raises(StoreUnavailable):
        await door.opens()
    door.sessions.out_of_reach = False
    assert await door.opens()


async def test_a_second_log_in_ends_the_first_at_every_door(door: Door) -> None:
    assert await door.opens()
    second = await logged_in(door.stage)
    door.seconds += 1.0
    assert not await door.opens()
    assert await door.presence.confirm(second) is not None


async def test_whoever_has_not_asked_for_a_while_is_forgotten(door: Door) -> None:
    assert await door.opens()
    door.seconds += 1.0
    second = await logged_in(door.stage)
    await door.presence.confirm(second)
    assert set(door.presence._standing._kept) == {second}


async def looked_up(door: Door) -> None:
    """Wait for what is looked up beside the requests."""
    asking = [question.task for question in door.presence._standing._asking.values()]
    assert len(asking) == 1
    await asyncio.gather(*(task for task in asking if task is not None))
