"""The list of delegations says who may approve for whom."""

from datetime import date

import orjson

from application.purchasing import delegation
from domain.purchasing.delegation.commands import Grant, Revoke
from domain.purchasing.delegation.machine import delegation_id
from tests.projections.play import Play


async def test_registers_are_found_from_either_side(play: Play):
    boss = await play.stage.user("boss", "approver", level="L3")
    deputy = await play.stage.user("dora", "approver")
    days = Grant(first_day=date(2026, 3, 1), last_day=date(2026, 3, 9))
    await play.do(boss, delegation.grant(deputy, days))
    register = delegation_id(deputy)
    for filters in ({"delegate": deputy}, {"delegator": boss}, {}):
        (row,) = await play.page("delegations", **filters)
        assert row["id"] == register
        assert [grant["delegator"] for grant in row["grants"]] == [boss]
    assert await play.page("delegations", delegate=boss) == []
    assert await play.page("delegations", delegator=deputy) == []


async def test_a_revoked_grant_stays_and_says_so(play: Play):
    boss = await play.stage.user("boss", "approver", level="L3")
    deputy = await play.stage.user("dora", "approver")
    days = Grant(first_day=date(2026, 3, 1), last_day=date(2026, 3, 9))
    await play.do(boss, delegation.grant(deputy, days))
    register = delegation_id(deputy)
    await play.do(boss, delegation.revoke(register, Revoke(number=1)))
    (row,) = await play.page("delegations", delegator=boss)
    assert [grant["revokedBy"] for grant in row["grants"]] == [boss]
    ready = await play.read_models.document(play.stage.tenant, "delegations", register)
    assert ready is not None
    assert orjson.loads(ready.body) == row
