"""A reaction whose process is killed right after its effect is not carried out a second time."""

from application.purchasing.requisition import create_requisition
from domain.purchasing.requisition.commands import Create, Submit
from tests.application.stage import set_up
from tests.cluster import Database
from tests.faults.mortal_processes import hears, started
from tests.projections.play import line, played

ROUTED = "purchasing.requisition.routed"


async def test_a_requisition_is_routed_once_though_its_process_was_killed_before_the_checkpoint(
    database: Database,
):
    async with set_up(database) as stage:
        await stage.opened()
        rita = await stage.user("rita", "requester")
        await stage.user("anna", "approver", level="L1")
        command = Create.model_validate({"justification": "Chairs", "lines": [line("10.00")]})
        await stage.do(rita, create_requisition(command, Submit()))
        tenant = stage.tenant
    with started("tests.faults.reacting_process", database.dsn) as process:
        await hears(process, "hanging")
        process.kill()
        process.wait()
    async with played(database, email="other@example.com") as play:
        events = await play.stage.history(tenant)
        assert [event.event_type for event in events].count(ROUTED) == 1
        name, head = "requisition-routing", events[-1].position
        assert await play.progress.reached(name, tenant, head, 20)
        assert [event.event_type for event in await play.stage.history(tenant)].count(ROUTED) == 1
