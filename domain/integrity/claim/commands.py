"""What may be asked of a claim."""

from domain.shared.ids import Id
from domain.shared.message import Command
from domain.shared.text import Code, LongText


class LayClaim(Command):
    """Claim a name for a document; `scope` is within what the name should be unique."""

    kind: Code
    scope: LongText
    value: LongText
    holder: Id


class GiveUp(Command):
    """The document no longer uses the name."""

    holder: Id
