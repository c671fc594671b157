"""The composition root: the only place that knows which adapter stands behind which port.

Each name is loaded when it is asked for: most commands do not serve, and a bank to try things on needs
nothing of a daybook.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from api.bootstrap.process import EVERYTHING, Daybook, Part, running, running_on
    from api.bootstrap.serving import (
        http_application,
        http_server,
        openapi_document,
        services,
    )
    from infrastructure.fault import Fault
    from infrastructure.postgres.unreachable import UNREACHABLE

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

_SERVING = "api.bootstrap.serving"
_PROCESS = "api.bootstrap.process"
_HOMES = {
    "EVERYTHING": _PROCESS,
    "UNREACHABLE": "infrastructure.postgres.unreachable",
    "Daybook": _PROCESS,
    "Fault": "infrastructure.fault",
    "Part": _PROCESS,
    "http_application": _SERVING,
    "http_server": _SERVING,
    "openapi_document": _SERVING,
    "running": _PROCESS,
    "running_on": _PROCESS,
    "services": _SERVING,
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    return getattr(importlib.import_module(_HOMES[name]), name)
