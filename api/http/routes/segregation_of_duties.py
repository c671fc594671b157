"""People who hold or used conflicting duties."""

from api.http.answer import Answer
from api.http.listing import page_of
from api.http.models import PageOf
from api.http.operation import Gives
from api.http.querying import Asking
from api.http.resource import Resource
from application.documents.duty_finding import DutyFinding

segregation_of_duties = Resource("/v1/audit/segregation-of-duties", "Audit")


@segregation_of_duties.listing(
    "",
    "segregation-of-duties.list",
    of="segregation-of-duties",
    gives=Gives(PageOf[DutyFinding]),
)
async def list_all(asking: Asking) -> Answer:
    """Whose roles join duties that one person should not have, and who exercised both, with the evidence."""
    return await page_of(asking, "segregation-of-duties")
