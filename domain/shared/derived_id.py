"""Ids that follow from what they are about, so that doing something twice finds the first result."""

import hashlib
from typing import TypeVar
from uuid import UUID

from domain.shared.ids import Id

I = TypeVar("I", bound=Id)  # noqa: E741 - the kind of id


def derived_id(kind: type[I], *about: str) -> I:
    """The one id of a kind for these texts; as unlikely to meet another as one drawn at random."""
    digest = hashlib.sha256("\x1f".join((kind.prefix, *about)).encode()).digest()
    return kind.of(UUID(bytes=digest[:16], version=4))
