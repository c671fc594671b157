"""The list of users says who may do what."""

import orjson

from application.identity import user as users
from domain.identity.role import Role
from domain.identity.user.commands import ChangeRoles, Deactivate
from tests.projections.play import Play


async def test_users_are_found_by_role_level_state_and_name(play: Play):
    bea = await play.stage.user("bea", "buyer", "approver", level="L2")
    rita = await play.stage.user("rita", "requester")
    await play.do(play.admin, users.deactivate_user(rita, Deactivate()))
    for filters, found in (
        ({"role": "buyer"}, [bea]),
        ({"role": "approver", "approvalLevel": "L2"}, [bea]),
        ({"approvalLevel": "L1"}, []),
        ({"status": "Deactivated"}, [rita]),
        ({"q": "RITA@"}, [rita]),
        ({}, [play.admin, bea, rita]),
    ):
        assert [row["id"] for row in await play.page("users", **filters)] == found


async def test_a_changed_role_shows_and_the_old_one_does_not(play: Play):
    bea = await play.stage.user("bea", "buyer")
    roles = ChangeRoles(roles=(Role.WAREHOUSE,))
    await play.do(play.admin, users.change_roles(bea, roles))
    assert await play.page("users", role="buyer") == []
    (row,) = await play.page("users", role="warehouse")
    ready = await play.read_models.document(play.stage.tenant, "users", bea)
    assert ready is not None
    assert orjson.loads(ready.body) == row
