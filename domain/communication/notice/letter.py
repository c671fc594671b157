"""The words of a notice: to whom, about what, and what it says."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from domain.shared.email_address import EmailAddress
from domain.shared.ids import Id, UserId
from domain.shared.message import Message
from domain.shared.personal import Personal, PersonalKind
from domain.shared.text import PartyName, ShortText, Text

LetterText = Annotated[str, Text(20_000, lines=True)]
"""Everything that somebody is told, as plain text."""

_OF_ID = Personal(PersonalKind.NAME, ("id",))
_OF_ALL = Personal(PersonalKind.TEXT, ("recipient.id", "mentions"))


class RecipientKind(StrEnum):
    """Whether somebody of our own is told, or a supplier."""

    USER = "user"
    SUPPLIER = "supplier"


class Recipient(Message):
    """Who is told, as we knew them when it was written; without an e-mail, people have to see to it."""

    kind: RecipientKind
    id: Id
    name: Annotated[PartyName, _OF_ID]
    email: Annotated[EmailAddress | None, Personal(PersonalKind.EMAIL, ("id",))] = None


class Subject(Message):
    """The document that a notice is about, at the version that made it necessary."""

    document_id: Id
    version: int


class Letter(Message):
    """What somebody is told; `because_of` is the event that made it necessary.

    `mentions` are the people beside the recipient whose names the text says.
    """

    recipient: Recipient
    about: Subject
    because_of: UUID
    subject: ShortText
    text: Annotated[LetterText, _OF_ALL]
    mentions: tuple[UserId, ...] = ()
