"""What is needed to read the public API: somebody who is logged in."""

from collections.abc import Iterator
from typing import Any, Protocol

Json = dict[str, Any]


class Reader(Protocol):
    """Asks queries, which must succeed."""

    def sees(self, path: str, **parameters: str) -> Json:
        """One document or page."""
        ...

    def shows(self, path: str, form: str, **parameters: str) -> str:
        """The same in another media type, as text."""
        ...

    def lists(self, path: str, **parameters: str) -> Iterator[Json]:
        """Everything on a list, page by page."""
        ...
