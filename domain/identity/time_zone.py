"""Time zones by their IANA name, from the table that the standard library reads."""

import re
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from domain.shared.invalid_value import InvalidValue
from domain.shared.wire import JsonSchema, text_schema

PATTERN = r"^[A-Z][A-Za-z0-9_+-]{1,30}(/[A-Za-z0-9_+-]{1,30}){0,2}$"
_MATCHES = re.compile(PATTERN[1:-1]).fullmatch


class UnknownTimeZone(InvalidValue):
    """The name is not in the IANA time zone database."""


def read_time_zone(given: Any) -> str:
    """The name as it was given; raises `UnknownTimeZone`."""
    if isinstance(given, str) and _MATCHES(given):
        try:
            return ZoneInfo(given).key
        except (ZoneInfoNotFoundError, OSError, ValueError):
            pass
    raise UnknownTimeZone("must be a name of the IANA time zone database, like Europe/Berlin")


class _Zone:
    """Annotates a ``str`` field of a command; events hold plain text, which no table may outdate."""

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        return text_schema(read_time_zone)

    @classmethod
    def __get_pydantic_json_schema__(cls, _: CoreSchema, __: GetJsonSchemaHandler) -> JsonSchema:
        return {"type": "string", "pattern": PATTERN, "examples": ["Europe/Berlin"]}


TimeZone = Annotated[str, _Zone]
"""A name that `zoneinfo` knows."""
