"""What suppliers take back of what they invoiced."""

from api.http.answer import Answer
from api.http.commanding import Commander
from api.http.kinds import CREDIT_NOTES
from api.http.listing import page_of
from api.http.models import AllowedCommand, PageOf
from api.http.operation import Gives
from api.http.past import PastQuery
from api.http.querying import Asking
from api.http.resource import Resource
from application.documents.credit_note import CreditNoteDocument
from application.invoicing import credit_note as tasks
from domain.invoicing.credit_note.commands import Register
from domain.shared.ids import CreditNoteId
from projections.invoicing.credit_notes import CreditNoteSummary

credit_notes = Resource("/v1/credit-notes", "Credit notes")


class CreditNoteAnswer(CreditNoteDocument):
    """A credit note, and what the caller could do next, which is nothing."""

    allowed_commands: tuple[AllowedCommand, ...]


@credit_notes.listing(
    "", "credit-notes.list", of="credit-notes", gives=Gives(PageOf[CreditNoteSummary])
)
async def list_all(asking: Asking) -> Answer:
    """Credit notes, by invoice, order, supplier and number."""
    return await page_of(asking, "credit-notes")


@credit_notes.command("POST", "", "credit-notes.register", Gives(CreditNoteAnswer, 201))
async def register(command: Register, by: Commander) -> Answer:
    """Take up a credit note; invoice, order and scheduled payment come down with it."""
    return await by.create(CREDIT_NOTES, tasks.register_credit_note(command))


@credit_notes.query("/{credit_note_id}", "credit-notes.read", Gives(CreditNoteAnswer))
async def show(credit_note_id: CreditNoteId, past: PastQuery, asking: Asking) -> Answer:
    """One credit note, today or as it was."""
    return await asking.document(CREDIT_NOTES, credit_note_id, past)
