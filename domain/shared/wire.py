"""How value objects enter and leave JSON: the few pydantic pieces that they share."""

from collections.abc import Callable
from typing import Any

from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, core_schema

from domain.shared.invalid_value import InvalidValue

JsonSchema = dict[str, Any]


def text_schema(parse: Callable[[Any], Any]) -> CoreSchema:
    """A value that is its own text: ``parse`` validates it, its text is what is written.

    One Python call on the way in and none on the way out, because ids and codes are on every path.
    """
    return core_schema.no_info_plain_validator_function(
        parse, serialization=core_schema.simple_ser_schema("str")
    )


def object_schema(
    parse: Callable[[Any], Any], write: Callable[[Any], dict[str, str]], name: str
) -> CoreSchema:
    """A value that is a small JSON object of texts; ``name`` is its component in OpenAPI."""
    texts = core_schema.dict_schema(core_schema.str_schema(), core_schema.str_schema())
    return core_schema.no_info_plain_validator_function(
        parse,
        ref=name,
        serialization=core_schema.plain_serializer_function_ser_schema(write, return_schema=texts),
    )


def wrong(field: str, problem: InvalidValue, given: object) -> InitErrorDetails:
    """The problem at one field of an object, as the pointer of a 422 needs it."""
    words = PydanticCustomError("value_error", "{problem}", {"problem": str(problem)})
    return InitErrorDetails(type=words, loc=(field,), input=given)


def missing(field: str, given: object) -> InitErrorDetails:
    """A field that has to be there."""
    return InitErrorDetails(type="missing", loc=(field,), input=given)


def unexpected(field: object, given: object) -> InitErrorDetails:
    """A field that nobody asked for."""
    return InitErrorDetails(type="extra_forbidden", loc=(str(field),), input=given)
