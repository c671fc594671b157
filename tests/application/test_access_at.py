"""What somebody could do at a moment is told from the log, with the events that made it so."""

from datetime import timedelta

import pytest

from application.access_at import AccessOfUser, Moment, access_at
from application.access_record import Person
from application.failures import DocumentNotFound
from application.identity import user as users
from application.ports.event_store import Upto
from application.purchasing.delegation import grant, revoke
from domain.identity.user.commands import ChangeRoles
from domain.purchasing.delegation.commands import Grant, Revoke
from domain.purchasing.delegation.machine import delegation_id
from domain.shared.ids import UserId
from tests.application.stage import PASSWORD, Stage

MINUTE = timedelta(minutes=1)
TODAY = Upto()


async def seen(stage: Stage, user: UserId, upto: Upto = TODAY) -> AccessOfUser:
    moment = Moment(stage.tenant, upto, stage.clock.now(stage.tenant))
    return await access_at(stage.store, stage.states, user, moment)


async def test_roles_sessions_and_their_events_are_those_of_the_moment(stage: Stage) -> None:
    admin = await stage.opened()
    ben = await stage.user("ben", "buyer")
    stage.later(MINUTE)
    registered = stage.clock.now(stage.tenant)
    logged_in = stage.tokens.verify(
        (await stage.login.log_in("ben@example.com", PASSWORD)).access_token
    )
    stage.later(MINUTE)
    present = stage.clock.now(stage.tenant)
    stage.later(MINUTE)
    await stage.do(
        admin, users.change_roles(ben, ChangeRoles.model_validate({"roles": ["auditor"]}))
    )
    await stage.login.log_out(Person(stage.tenant, ben), logged_in.session)

    then = await seen(stage, ben, Upto(occurred_at=present))
    assert then.user.roles == ("buyer",)
    assert [each.session for each in then.sessions] == [logged_in.session]
    assert [each.event for each in then.why] == [
        "identity.user.registered",
        "audit.log-in-succeeded",
    ]
    assert then.why[1].by == ben
    now = await seen(stage, ben)
    assert (now.user.roles, now.sessions) == (("auditor",), ())
    assert now.why[-1].event == "identity.user.roles-changed"
    assert now.why[-1].by == admin
    before = await seen(stage, ben, Upto(position=then.why[0].position))
    assert before.sessions == ()
    assert registered < present
    with pytest.raises(DocumentNotFound):
        await seen(stage, ben, Upto(position=1))


async def test_whoever_was_given_a_password_that_another_person_knows_is_told_with_by_whom(
    stage: Stage,
) -> None:
    admin = await stage.opened()
    ben, other = await stage.user("ben"), await stage.user("ora")
    before = await stage.store.head(stage.tenant)
    await stage.registration.set_password(stage.request(admin), ben, "a quite different one")
    last = (await seen(stage, ben)).why[-1]
    assert (last.event, last.by) == ("audit.password-set", admin)
    for user, upto in ((ben, Upto(position=before)), (other, TODAY)):
        told = (await seen(stage, user, upto)).why
        assert "audit.password-set" not in {each.event for each in told}


async def test_a_session_that_would_be_over_by_then_is_none(stage: Stage) -> None:
    await stage.opened()
    ben = await stage.user("ben")
    await stage.login.log_in("ben@example.com", PASSWORD)
    assert len((await seen(stage, ben)).sessions) == 1
    stage.later(timedelta(days=8))
    assert (await seen(stage, ben)).sessions == ()


async def test_authority_that_was_lent_is_told_of_both_until_it_is_revoked(stage: Stage) -> None:
    await stage.opened()
    lender = await stage.user("lea", "approver", level="L2")
    ben = await stage.user("ben", "approver", level="L1")
    other = await stage.user("ora", "approver", level="L1")
    day = stage.clock.now(stage.tenant).date()
    days = Grant.model_validate({"first_day": day, "last_day": day})
    await stage.do(lender, grant(ben, days))
    given, held = await seen(stage, lender), await seen(stage, ben)
    assert given.delegations == held.delegations
    (lent,) = held.delegations
    assert (lent.delegator, lent.delegate, lent.level) == (lender, ben, "L2")
    assert held.why[-1].event == "purchasing.delegation.granted"
    assert (await seen(stage, other)).delegations == ()
    lent_at = Upto(position=await stage.store.head(stage.tenant))
    await stage.do(lender, revoke(delegation_id(ben), Revoke(number=1)))
    assert (await seen(stage, ben)).delegations == ()
    assert len((await seen(stage, ben, lent_at)).delegations) == 1
