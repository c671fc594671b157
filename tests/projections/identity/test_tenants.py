"""The list of tenants is the platform's: it shows them all, and waits for all of them."""

import orjson

from application.ports.read_models import PageQuery
from domain.identity.tenant.machine import PLATFORM
from tests.projections.play import PATIENCE, Play


async def test_the_platform_sees_every_tenant_as_soon_as_it_is_open(play: Play):
    elsewhere = play.stage.elsewhere()
    await elsewhere.opened("other@example.com", sandbox=True)
    assert await play.read_models.reached(PLATFORM, "tenants", 1, PATIENCE)
    page = await play.read_models.page(PLATFORM, "tenants", PageQuery(include_total=True))
    ids = {row["id"] for row in orjson.loads(page.items)}
    assert ids == {play.stage.tenant, elsewhere.tenant}
    assert page.total == 2
    sandboxes = await play.read_models.page(PLATFORM, "tenants", PageQuery({"sandbox": "true"}))
    assert [row["id"] for row in orjson.loads(sandboxes.items)] == [elsewhere.tenant]
