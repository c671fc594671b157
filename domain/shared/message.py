"""What commands and events have in common: frozen, strict about unknown fields, camelCase on the wire."""

import re
from functools import cache
from typing import ClassVar

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@cache
def _wire_name(name: str) -> str:
    return _WORD_START.sub("-", name).lower()


class Message(BaseModel):
    """A value that crosses a boundary; it never changes once made.

    An error about one does not repeat what was in it, because errors end in logs and messages are of people.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
        hide_input_in_errors=True,
        defer_build=True,
    )


class Command(Message):
    """What may be asked of an aggregate; imperative."""

    @classmethod
    def command_name(cls) -> str:
        """The name on the wire: ``ResolveApprove`` is asked as ``resolve-approve``."""
        return _wire_name(cls.__name__)


class Event(Message):
    """What happened; its type name and schema version are a contract that outlives the class."""

    event_type: ClassVar[str]
    schema_version: ClassVar[int] = 1
