"""What a caller could do next with a document, and which rules would refuse it already now."""

from typing import Any

import orjson

from api.http.documents import DocumentKind
from application.permissions import PERMISSIONS, permitted
from application.ports.identifiers import Identifiers
from application.ports.states import Folded, States
from application.request import Request
from application.work import Work
from domain.shared.context import Context

NOT_PERMITTED = "caller_has_permission"
"""Named like a rule, because to the caller it is one: none of their roles opens this door."""

NOTHING = b"[]"


class Advice:
    """Asks the transition table and the guards on behalf of a caller; changes nothing."""

    def __init__(self, states: States, identifiers: Identifiers) -> None:
        self._states = states
        self._identifiers = identifiers

    async def after(self, work: Work, kind: DocumentKind, folded: Folded[Any]) -> bytes:
        """``allowedCommands`` once the work is stored.

        What is looked up here does not count as read by the work, so it cannot make the work fail.
        """
        reader = Work(work.request, work.at, self._states, self._identifiers)
        return await self.now(reader, kind, folded)

    async def now(self, work: Work, kind: DocumentKind, folded: Folded[Any]) -> bytes:
        """``allowedCommands`` as JSON; commands that only reactions give are not listed."""
        return allowed_to(work.request, kind, folded, await kind.context(work, folded))


def allowed_to(
    request: Request, kind: DocumentKind, folded: Folded[Any], context: Context
) -> bytes:
    """``allowedCommands`` with the facts in hand."""
    return orjson.dumps(
        [
            {
                "name": allowed.name,
                "refusedBy": [
                    *_of_permissions(request, f"{kind.collection}.{allowed.name}"),
                    *allowed.refused_by,
                ],
            }
            for allowed in kind.decider.allowed(folded.state, context)
            if f"{kind.collection}.{allowed.name}" in PERMISSIONS
        ]
    )


def splice(document: bytes, allowed: bytes) -> bytes:
    """The ready document with what is only true for this caller."""
    return b'%b,"allowedCommands":%b}' % (document[:-1], allowed)


def _of_permissions(request: Request, operation: str) -> list[str]:
    return [] if permitted(request.roles, operation) else [NOT_PERMITTED]
