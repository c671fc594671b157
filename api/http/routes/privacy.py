"""What is kept of people, and forgetting them."""

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field

from api.http.answer import NEVER_KEPT, Answer
from api.http.commanding import Commander
from api.http.failures import ProjectionLagging
from api.http.kinds import ERASURES
from api.http.listing import page_of
from api.http.models import AllowedCommand, PageOf
from api.http.operation import Gives
from api.http.past import PARAMETERS, PastQuery
from api.http.querying import Asking
from api.http.resource import Resource
from application.access_record import Export
from application.documents.erasure import ErasureDocument
from application.privacy.erasure import request_erasure
from application.privacy.subject import SubjectReader, SubjectReport
from domain.privacy.erasure.commands import RequestErasure
from domain.shared.ids import ErasureId, SupplierId, UserId

privacy = Resource("/v1/privacy", "Privacy")


class ErasureAnswer(ErasureDocument):
    """An erasure, and what the caller could do next: nothing, the product goes on by itself."""

    allowed_commands: tuple[AllowedCommand, ...]


@privacy.listing("/erasures", "erasures.list", of="erasures", gives=Gives(PageOf[ErasureDocument]))
async def list_all(asking: Asking) -> Answer:
    """Who was forgotten, and how far that is."""
    return await page_of(asking, "erasures")


@privacy.command("POST", "/erasures", "erasures.request", Gives(ErasureAnswer, 201))
async def request(command: RequestErasure, by: Commander) -> Answer:
    """Forget a user who is deactivated, or a supplier who is blocked and with whom nothing is open."""
    services = by.services
    task = request_erasure(command, services.eraser, services.personal_records)
    try:
        return await by.create(ERASURES, task)
    except TimeoutError:
        raise ProjectionLagging("what is open is not known yet; ask again shortly") from None


@privacy.query("/erasures/{erasure_id}", "erasures.read", Gives(ErasureAnswer))
async def show(erasure_id: ErasureId, past: PastQuery, asking: Asking) -> Answer:
    """How far an erasure is, and what it cleaned."""
    return await asking.document(ERASURES, erasure_id, past)


class Continuing(BaseModel):
    """Where a long answer goes on."""

    model_config = PARAMETERS

    after: Annotated[str, Field(max_length=64)] = Field(
        "", description="`next` of the part before."
    )


@privacy.query("/subjects/{subject_id}", "subjects.read", Gives(SubjectReport))
async def show_subject(
    subject_id: UserId | SupplierId, continuing: Annotated[Continuing, Query()], asking: Asking
) -> Answer:
    """Everything personal that is kept of a user or supplier, for when they ask to see it."""
    services = asking.services
    await asking.heard()
    reader = SubjectReader(services.store, services.personal_records)
    try:
        report = await reader.report(asking.caller.tenant, subject_id, continuing.after)
    except TimeoutError:
        raise ProjectionLagging("the lists have not followed yet; ask again shortly") from None
    asked = {"subjectId": str(subject_id)}
    await asking.exported(Export("subjects", asked, len(report.documents), "application/json"))
    return Answer(200, report.model_dump_json().encode(), [NEVER_KEPT])
