"""The composition root: the only place that knows which adapter stands behind which port."""

from api.bootstrap.process import EVERYTHING, Daybook, Part, running, running_on
from api.bootstrap.serving import (
    UNREACHABLE,
    http_application,
    http_server,
    openapi_document,
    services,
)
from infrastructure.fault import Fault

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
