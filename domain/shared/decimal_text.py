"""Decimals as fields: exact ``Decimal`` in Python, canonical text on the wire, never a JSON number."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from domain.shared.decimals import DecimalShape
from domain.shared.wire import JsonSchema


@dataclass(frozen=True, slots=True)
class DecimalText:
    """Annotates a ``Decimal`` field with the shape its text must have."""

    shape: DecimalShape
    description: str
    example: str

    def read(self, given: Any) -> Decimal:
        """Text by the grammar, or a ``Decimal`` that was computed and fits as it is."""
        return self.shape.check(given) if isinstance(given, Decimal) else self.shape.read(given)

    def __get_pydantic_core_schema__(self, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        """Written without an exponent, which ``str`` would use for the smallest rates."""
        return core_schema.no_info_plain_validator_function(
            self.read, serialization=core_schema.format_ser_schema("f", when_used="json")
        )

    def __get_pydantic_json_schema__(self, _: CoreSchema, __: GetJsonSchemaHandler) -> JsonSchema:
        """What OpenAPI says of it."""
        return {
            "type": "string",
            "pattern": self.shape.pattern,
            "description": self.description,
            "examples": [self.example],
        }
