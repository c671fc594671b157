"""What is still to be delivered."""

from api.http.answer import Answer
from api.http.listing import page_of
from api.http.models import PageOf
from api.http.operation import Gives
from api.http.querying import Asking
from api.http.resource import Resource
from projections.receiving.expected_deliveries import ExpectedDelivery

expected_deliveries = Resource("/v1/expected-deliveries", "Expected deliveries")


@expected_deliveries.listing(
    "",
    "expected-deliveries.list",
    of="expected-deliveries",
    gives=Gives(PageOf[ExpectedDelivery]),
)
async def list_all(asking: Asking) -> Answer:
    """Order lines of which something is still to come, by supplier, article and delivery date."""
    return await page_of(asking, "expected-deliveries")
