"""Which moment of history a query asks about."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, cast

from fastapi import Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from application.ports.event_store import Upto

_POSITION = re.compile(r"[0-9]{1,18}").fullmatch
_INSTANT = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)"
).fullmatch


def _moment(text: Any) -> int | datetime:
    """A log position or an RFC 3339 instant with an offset; nothing is guessed."""
    if isinstance(text, int | datetime):
        return text
    if _POSITION(text):
        return int(text)
    try:
        return cast(datetime, instant(text))
    except ValueError:
        raise ValueError(
            "must be a log position or an instant such as 2025-03-31T23:59:59Z"
        ) from None


def instant(text: Any) -> Any:
    """An RFC 3339 instant in UTC; one without an offset could be several, so it is refused."""
    if not isinstance(text, str):
        return text
    if _INSTANT(text):
        try:
            return datetime.fromisoformat(text.upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            pass
    raise ValueError("must be an instant such as 2025-03-31T23:59:59Z")


def whole_number(text: Any) -> Any:
    """A number in plain digits; anything else in a query is a mistake."""
    if isinstance(text, str):
        if not _POSITION(text):
            raise ValueError("must be a whole number")
        return int(text)
    return text


Moment = Annotated[
    int | datetime,
    BeforeValidator(_moment, json_schema_input_type=str),
]
WholeNumber = BeforeValidator(whole_number)
LogPosition = Annotated[int, WholeNumber, Field(ge=1)]

PARAMETERS = ConfigDict(
    extra="forbid",
    frozen=True,
    alias_generator=to_camel,
    validate_by_name=True,
    validate_by_alias=True,
)
"""What models of query parameters have in common: camelCase, and no parameter that nobody declared."""


class Past(BaseModel):
    """A document as it was: at an instant, at a log position, or at a version; today without any."""

    model_config = PARAMETERS

    as_of: Moment | None = Field(
        default=None,
        description="An instant (RFC 3339, with offset) or a log position: the document as it was then.",
        json_schema_extra={"examples": ["2025-03-31T23:59:59Z"]},
    )
    version: Annotated[int, WholeNumber, Field(ge=1)] | None = Field(
        default=None, description="A version of the document, counted from 1."
    )

    @model_validator(mode="after")
    def _only_one(self) -> "Past":
        if self.as_of is not None and self.version is not None:
            raise ValueError("asOf and version exclude each other")
        return self

    @property
    def upto(self) -> Upto | None:
        """How far history is read; None for the newest state."""
        if self.version is not None:
            return Upto(version=self.version)
        if isinstance(self.as_of, datetime):
            return Upto(occurred_at=self.as_of)
        if self.as_of is not None:
            return Upto(position=self.as_of)
        return None


PastQuery = Annotated[Past, Query()]
