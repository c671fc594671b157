"""The composition root: the only place that knows which adapter stands behind which port.

What only a server needs is loaded when it is asked for, because most commands do not serve.
"""

import importlib
from typing import TYPE_CHECKING, Any

from api.bootstrap.process import EVERYTHING, Daybook, Part, running, running_on
from api.bootstrap.unreachable import UNREACHABLE
from infrastructure.fault import Fault

if TYPE_CHECKING:
    from api.bootstrap.serving import (
        http_application,
        http_server,
        openapi_document,
        services,
    )

__all__ = [
    "EVERYTHING",
    "UNREACHABLE",
    "Daybook",
    "Fault",
    "Part",
    "http_application",
    "http_server",
    "openapi_document",
    "running",
    "running_on",
    "services",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    return getattr(importlib.import_module("api.bootstrap.serving"), name)
