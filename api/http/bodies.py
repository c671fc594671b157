"""Bodies that say more than the command they carry."""

from typing import TypeVar

from domain.shared.message import Command

C = TypeVar("C", bound=Command)


def narrowed(kind: type[C], given: C) -> C:
    """The command alone, without what the body of its request says beside it."""
    return kind(**{name: getattr(given, name) for name in kind.model_fields})
