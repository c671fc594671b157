"""What a key may be used for: one operation by its id, or every operation of a group."""

import re
from typing import Any, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from domain.shared.invalid_value import InvalidValue
from domain.shared.wire import JsonSchema, text_schema

_PATTERN = r"[a-z]+(-[a-z]+)*\.(\*|[a-z]+(-[a-z]+)*)"
_matches = re.compile(_PATTERN, re.ASCII).fullmatch
_LONGEST = 80


class InvalidScope(InvalidValue):
    """The text is neither ``group.operation`` nor ``group.*``."""


class Scope(str):
    """``purchase-orders.read`` is one operation, ``invoices.*`` all that begin alike."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Reads a scope from its text; raises ``InvalidScope``."""
        return cls._read(text)

    def covers(self, operation: str) -> bool:
        """True when the operation is the one named, or one of the group."""
        return operation == self or (self.endswith(".*") and operation.startswith(self[:-1]))

    @classmethod
    def _read(cls, text: Any) -> Self:
        if type(text) is cls:
            return text
        if not isinstance(text, str) or len(text) > _LONGEST or _matches(text) is None:
            raise InvalidScope(
                "must be an operation such as purchase-orders.read, or a group such as invoices.*"
            )
        return str.__new__(cls, text)

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        """A string on the wire, validated by one call."""
        return text_schema(cls._read)

    @classmethod
    def __get_pydantic_json_schema__(cls, _: CoreSchema, __: GetJsonSchemaHandler) -> JsonSchema:
        """What OpenAPI says of it, so that a generated client can check it too."""
        return {
            "type": "string",
            "pattern": f"^{_PATTERN}$",
            "maxLength": _LONGEST,
            "examples": ["purchase-orders.read", "invoices.*"],
        }
