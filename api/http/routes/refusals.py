"""Attempts that a guard refused."""

from api.http.answer import Answer
from api.http.listing import page_of
from api.http.models import PageOf
from api.http.operation import Gives
from api.http.querying import Asking
from api.http.resource import Resource
from projections.audit.refusals import RefusalSummary

refusals = Resource("/v1/audit/refusals", "Audit")


@refusals.listing("", "refusals.list", of="refusals", gives=Gives(PageOf[RefusalSummary]))
async def list_all(asking: Asking) -> Answer:
    """Who tried what on which document, and which rule refused it."""
    return await page_of(asking, "refusals")
