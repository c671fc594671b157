"""Who could approve is asked in fair order, of a list that is new enough."""

from projections.purchasing.approval_inbox import waiting_counts
from tests.projections.play import Play
from tests.projections.purchasing.test_approval_inbox import routed


async def test_what_waits_is_counted_only_until_somebody_is_busy(play: Play):
    rita = await play.stage.user("rita", "requester")
    anna = await play.stage.user("anna", "approver", level="L1")
    idle = await play.stage.user("idle", "approver")
    await play.caught_up("users")
    for _ in range(3):
        await routed(play, await play.requisition(rita))
    await play.caught_up("approval-inbox")
    async with play.pool.reaching(play.stage.tenant) as connection:
        for most, counted in ((2, 2), (100, 3)):
            found = await waiting_counts(connection, play.stage.tenant, [anna, idle], most)
            assert found == {anna: counted, idle: 0}
