"""Codes as values: text of one exact grammar, brought to one canonical form when it is read."""

from abc import abstractmethod
from typing import Any, ClassVar, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from domain.shared.invalid_value import InvalidValue
from domain.shared.wire import JsonSchema, text_schema


class CodeText(str):
    """A code is its own canonical text: immutable, hashable, equal to equal text.

    Each kind says by ``canonical`` what text it accepts and what it makes of it.
    """

    __slots__ = ()
    schema: ClassVar[JsonSchema]

    def __new__(cls, text: str) -> Self:
        """Reads a code; raises a kind of ``InvalidValue`` that says what is wrong."""
        return cls._read(text)

    @staticmethod
    @abstractmethod
    def canonical(text: str) -> str:
        """The one form of an acceptable text; raises what is wrong with any other."""

    @classmethod
    def _read(cls, text: Any) -> Self:
        if type(text) is cls:
            return text
        if not isinstance(text, str):
            raise InvalidValue("must be a string")
        return str.__new__(cls, cls.canonical(text))

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        """A string on the wire."""
        return text_schema(cls._read)

    @classmethod
    def __get_pydantic_json_schema__(cls, _: CoreSchema, __: GetJsonSchemaHandler) -> JsonSchema:
        """What OpenAPI says of it."""
        return {"type": "string", **cls.schema}
