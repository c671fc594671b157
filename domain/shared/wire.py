"""How value objects enter and leave JSON: the few pydantic core schemas that they share."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError, core_schema

JsonSchema = dict[str, Any]


def text_schema(parse: Callable[[Any], Any]) -> core_schema.CoreSchema:
    """A value that is its own text: ``parse`` validates it, its text is what is written.

    One Python call on the way in and none on the way out, because ids and codes are on every path.
    """
    return core_schema.no_info_plain_validator_function(
        parse, serialization=core_schema.simple_ser_schema("str")
    )


def printed_schema(parse: Callable[[Any], Any]) -> core_schema.CoreSchema:
    """A value that is written as ``str(value)``, in every mode."""
    return core_schema.no_info_plain_validator_function(
        parse, serialization=core_schema.to_string_ser_schema(when_used="always")
    )


def object_schema(
    parse: Callable[[Any], Any], write: Callable[[Any], Mapping[str, str]], ref: str
) -> core_schema.CoreSchema:
    """A value that is a small JSON object; ``ref`` names its component in OpenAPI."""
    return core_schema.no_info_plain_validator_function(
        parse,
        ref=ref,
        serialization=core_schema.plain_serializer_function_ser_schema(write),
    )


def located(title: str, field: str, problem: ValueError, given: object) -> ValidationError:
    """The same problem, pointing at one field of the object, as a 422 pointer needs it."""
    words = PydanticCustomError("value_error", "{problem}", {"problem": str(problem)})
    return ValidationError.from_exception_data(
        title, [InitErrorDetails(type=words, loc=(field,), input=given)]
    )
