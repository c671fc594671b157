"""What waits for the caller."""

from api.http.answer import Answer
from api.http.listing import page_of
from api.http.models import PageOf
from api.http.operation import Gives
from api.http.querying import Asking
from api.http.resource import Resource
from projections.purchasing.inbox_items import WaitingApproval

approvals = Resource("/v1/approvals", "Approvals")


@approvals.listing("", "approvals.list", of="approval-inbox", gives=Gives(PageOf[WaitingApproval]))
async def list_mine(asking: Asking) -> Answer:
    """What the caller is asked to approve or to decide about, oldest first."""
    return await page_of(asking, "approval-inbox", only={"approver": asking.caller.user})
