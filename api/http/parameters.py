"""The parameters that conventions bring to every route of a kind, as OpenAPI describes them."""

from typing import Any

from application.ports.read_models import MOST_ROWS, USUAL_ROWS

Described = dict[str, Any]


def header(description: str) -> Described:
    """A header of an answer."""
    return {"description": description, "schema": {"type": "string"}}


def query(name: str, schema: Described, description: str) -> Described:
    """A query parameter that may be left out."""
    return {
        "name": name,
        "in": "query",
        "required": False,
        "schema": schema,
        "description": description,
    }


def _sent(name: str, pattern: str, description: str, example: str) -> Described:
    schema = {"type": "string", "pattern": pattern, "examples": [example]}
    return {
        "name": name,
        "in": "header",
        "required": False,
        "schema": schema,
        "description": description,
    }


REQUEST_ID = _sent(
    "X-Request-Id",
    "^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$",
    "A name for this request; one is made when none, or none of this form, comes.",
    "4c1b7a52e5f04c4f9a3b1d2e6f708192",
)
TRACE_PARENT = _sent(
    "traceparent",
    "^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$",
    "W3C Trace Context; its trace id becomes the correlation id of events.",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
)
IDEMPOTENCY_KEY = _sent(
    "Idempotency-Key",
    "^[A-Za-z0-9][A-Za-z0-9._:~+/=@-]{0,127}$",
    "The same key with the same request gets the first answer again, byte for byte.",
    "8e03978e-40d5-43dd-bc93-6894a57f9324",
)
IF_MATCH = _sent(
    "If-Match",
    r'^(\*|"[1-9][0-9]{0,17}")$',
    "Only if the document still has this version; otherwise 412 and nothing is stored.",
    '"3"',
)
IF_NONE_MATCH = _sent(
    "If-None-Match",
    r'^(\*|(W/)?"[!#-~]{0,64}")$',
    "304 when this entity tag is still true.",
    '"3"',
)
CONSISTENCY_TOKEN = _sent(
    "Consistency-Token",
    "^[0-9]{1,18}$",
    "A position that an earlier answer gave: wait for it, at most 2 seconds.",
    "42",
)
LIMIT = query(
    "limit",
    {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": USUAL_ROWS},
    "Rows at most.",
)
CURSOR = query("cursor", {"type": "string"}, "`nextCursor` of the page before.")
INCLUDE = query("include", {"type": "string", "enum": ["total"]}, "Also count all rows.")
