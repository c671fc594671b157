"""What happens to a claim."""

from typing import ClassVar

from domain.shared.ids import Id
from domain.shared.message import Event
from domain.shared.text import Code, LongText


class ClaimLaid(Event):
    """A document uses the name."""

    event_type: ClassVar[str] = "integrity.claim.laid"

    kind: Code
    scope: LongText
    value: LongText
    holder: Id


class ClaimGivenUp(Event):
    """A document uses the name no longer."""

    event_type: ClassVar[str] = "integrity.claim.given-up"

    holder: Id
