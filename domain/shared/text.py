"""Text as fields: bounded, trimmed, without characters that do something instead of saying something."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from domain.shared.invalid_value import InvalidValue
from domain.shared.wire import JsonSchema, text_schema

_CONTROLS = r"\u0000-\u001f\u007f-\u009f"
_CONTROLS_BUT_BREAKS = r"\u0000-\u0008\u000b-\u001f\u007f-\u009f"
_SURROGATES = r"\ud800-\udfff"
_DIRECTION_OVERRIDES = r"\u202a-\u202e\u2066-\u2069"


class InvalidText(InvalidValue):
    """The text is empty, too long, or holds a character that has no place in it."""


@dataclass(frozen=True)
class Text:
    """Annotates a ``str`` field: 1 to ``most`` characters after trimming the spaces at both ends.

    Control characters are refused (line breaks and tabs too, unless ``lines``), and so are those that
    turn the reading direction round, because they let one name look like another.
    """

    most: int
    lines: bool = False
    finds_forbidden: Callable[[str], re.Match[str] | None] = field(init=False)

    def __post_init__(self) -> None:
        unwanted = f"[{self._controls}{_DIRECTION_OVERRIDES}{_SURROGATES}]"
        object.__setattr__(self, "finds_forbidden", re.compile(unwanted).search)

    @property
    def _controls(self) -> str:
        return _CONTROLS_BUT_BREAKS if self.lines else _CONTROLS

    def read(self, given: Any) -> str:
        """The trimmed text; raises ``InvalidText`` with what is wrong."""
        if not isinstance(given, str):
            raise InvalidText("must be a string")
        if self.finds_forbidden(given):
            raise InvalidText("must not contain control characters or direction overrides")
        text = given.strip()
        if not 1 <= len(text) <= self.most:
            raise InvalidText(f"must have 1 to {self.most} characters besides surrounding spaces")
        return text

    def __get_pydantic_core_schema__(self, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        """A string on the wire."""
        return text_schema(self.read)

    def __get_pydantic_json_schema__(self, _: CoreSchema, __: GetJsonSchemaHandler) -> JsonSchema:
        """What OpenAPI says of it; surrogates are left to the JSON parser, which has no name for them."""
        return {
            "type": "string",
            "minLength": 1,
            "maxLength": self.most,
            "pattern": f"^[^{self._controls}{_DIRECTION_OVERRIDES}]*$",
        }


Code = Annotated[str, Text(64)]
"""A reference of somebody's own making: a cost centre, a category, a delivery note number."""

PartyName = Annotated[str, Text(140)]
"""The name of a person or company, as long as a payment file can carry."""

ShortText = Annotated[str, Text(200)]
"""One line."""

LONGEST_REASON = 500

Reason = Annotated[str, Text(LONGEST_REASON, lines=True)]
"""Why somebody refused, cancelled, disputed or amended something."""

LongText = Annotated[str, Text(2000, lines=True)]
"""Several lines."""
