"""One realistic body for every operation that takes one; a test posts each of them."""

from typing import Any

_LOG_IN = {"email": "ann@example.com", "password": "correct horse battery staple"}

EXAMPLES: dict[str, Any] = {
    "auth.log_in": _LOG_IN,
    "auth.refresh": {"refreshToken": "Jz0x1bHn3wQkq6hZ9J6m2Q"},
    "auth.log_out": {},
}
"""By operation id; start-up of the test suite fails for an operation without an entry."""


def example_of(operation_id: str) -> Any:
    """The example body of an operation; raises KeyError when somebody forgot it."""
    return EXAMPLES[operation_id]
