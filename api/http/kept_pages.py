"""Pages of lists as they were last sent, good for as long as nothing happens in their tenant."""

from collections import OrderedDict
from dataclasses import dataclass

from api.http.answer import Answer
from domain.shared.ids import TenantId

_OVERHEAD = 600

Question = tuple[str, ...]
"""Tenant, list, query, format and whatever the caller could not choose."""


@dataclass(frozen=True, slots=True)
class KeptPage:
    """An answer with the log position that it reflects, and until when time alone leaves it true."""

    tag: str
    answer: Answer
    position: int
    good_until: float
    rows: int = 0
    """Of a table that is taken along; others are not counted."""


class KeptPages:
    """A bounded store. A page that reflects the end of the log is as good as one read afresh."""

    def __init__(self, most_bytes: int = 32 * 1024 * 1024) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[Question, KeptPage] = OrderedDict()

    @property
    def kept_bytes(self) -> int:
        """About how much is kept."""
        return self._bytes

    @property
    def most_bytes(self) -> int:
        """How much may be kept."""
        return self._most_bytes

    def find(self, question: Question, heard: int | None, now: float) -> KeptPage | None:
        """The page for a question, if `heard` is still the position that it reflects."""
        page = self._kept.get(question)
        if page is None or heard is None:
            return None
        if page.position != heard or page.good_until <= now:
            if page.position < heard:
                self._drop(question)
            return None
        self._kept.move_to_end(question)
        return page

    def keep(self, question: Question, page: KeptPage) -> None:
        """Keep a page; the least recently used go when memory ends."""
        self._drop(question)
        self._kept[question] = page
        self._bytes += len(page.answer.body) + _OVERHEAD
        while self._bytes > self._most_bytes:
            self._drop(next(iter(self._kept)))

    def forget_tenant(self, tenant: TenantId) -> None:
        """Forget every page of a tenant."""
        for question in [question for question in self._kept if question[0] == tenant]:
            self._drop(question)

    def forget(self) -> None:
        """Forget every page, because rows have changed although nothing happened."""
        self._kept.clear()
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._kept)

    def _drop(self, question: Question) -> None:
        page = self._kept.pop(question, None)
        if page is not None:
            self._bytes -= len(page.answer.body) + _OVERHEAD
