"""The kinds of documents that have an address of their own, and what each needs to be shown."""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from application.ports.states import Folded
from application.work import Work
from domain.shared.context import Context
from domain.shared.ids import Id
from domain.shared.machine import Decider


@dataclass(frozen=True, eq=False)
class DocumentKind:
    """A kind of document: where it lives, how it is rendered, and what its rules need to know.

    `collection` is the plural of the address and of the permissions; `context` brings the facts with
    which the rules can tell what the caller may do next. `place` is the address where it is another.
    """

    collection: str
    decider: Decider[Any]
    render: Callable[[Folded[Any]], bytes]
    context: Callable[[Work, Folded[Any]], Awaitable[Context]]
    place: str = ""

    @property
    def id_type(self) -> type[str]:
        """The ids that name documents of this kind."""
        return self.decider.id_type

    def address(self, stream_id: str) -> str:
        """Where a document of this kind is found."""
        return f"/v1/{self.place or self.collection}/{stream_id}"


class DocumentKinds:
    """All kinds, by the type of their ids."""

    def __init__(self, kinds: Iterable[DocumentKind]) -> None:
        self._by_id = {kind.id_type: kind for kind in kinds}

    def of(self, stream_id: Id) -> DocumentKind | None:
        """The kind that an id names; None for streams that are no documents."""
        return self._by_id.get(type(stream_id))

    def __iter__(self) -> Iterator[DocumentKind]:
        return iter(self._by_id.values())
