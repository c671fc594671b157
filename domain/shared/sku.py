"""Stock keeping units: the code by which buyer, supplier and warehouse name the same article."""

import re
from typing import Any, ClassVar, Self, final

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from domain.shared.invalid_value import InvalidValue
from domain.shared.wire import JsonSchema, text_schema


class InvalidSku(InvalidValue):
    """The text is not a SKU code."""


@final
class SkuCode(str):
    """2 to 64 of A-Z, 0-9, dot, underscore and hyphen, beginning with a letter or a digit.

    Lower case is refused rather than folded: a code is what is printed on the box.
    """

    __slots__ = ()
    pattern: ClassVar[str] = "^[A-Z0-9][A-Z0-9._-]{1,63}$"

    def __new__(cls, text: str) -> Self:
        """Reads a code; raises ``InvalidSku`` for any other text."""
        return cls._read(text)

    @classmethod
    def _read(cls, text: Any) -> Self:
        if type(text) is cls:
            return text
        if not isinstance(text, str) or _MATCHES(text) is None:
            raise InvalidSku(
                "must be 2 to 64 characters of A-Z, 0-9, '.', '_' and '-', "
                "beginning with a letter or a digit"
            )
        return str.__new__(cls, text)

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        """A string on the wire."""
        return text_schema(cls._read)

    @classmethod
    def __get_pydantic_json_schema__(cls, _: CoreSchema, __: GetJsonSchemaHandler) -> JsonSchema:
        """What OpenAPI says of it."""
        return {"type": "string", "pattern": cls.pattern, "examples": ["BOLT-M8.40"]}


_MATCHES = re.compile(SkuCode.pattern[1:-1]).fullmatch
