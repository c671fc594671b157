"""Who came in, who was kept out, what was taken along, and whose rights changed."""

from api.http.answer import Answer
from api.http.listing import page_of
from api.http.models import PageOf
from api.http.operation import Gives
from api.http.querying import Asking
from api.http.resource import Resource
from projections.audit.access import AccessSummary

access = Resource("/v1/audit/access", "Audit")


@access.listing("", "access.list", of="access", gives=Gives(PageOf[AccessSummary]))
async def list_all(asking: Asking) -> Answer:
    """Log-ins, refusals, exports and changes of privileges, each with who, when and what."""
    return await page_of(asking, "access")
