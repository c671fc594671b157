"""What the program writes while it runs: on standard error, as lines for people or for machines."""

import logging
import sys

import structlog
from structlog.types import Processor

from api.bootstrap.operating import Settings

_ALWAYS: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def write_logs(settings: Settings, least: str = "debug") -> None:
    """Have our own messages and those of libraries written alike, from the level that is set on.

    `least` is for commands whose own output is what matters: nothing less important is written.
    """
    levels = logging.getLevelNamesMapping()
    level = max(levels[settings.log_level.upper()], levels[least.upper()])
    structlog.configure(
        processors=[*_ALWAYS, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_ALWAYS,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_rendered(settings),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    logging.getLogger("uvicorn").setLevel(max(level, logging.WARNING))


def _rendered(settings: Settings) -> tuple[Processor, ...]:
    """Errors are told with the places they came through, never with the values there: not even passwords."""
    if settings.log_format == "json":
        places = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        return (
            structlog.processors.ExceptionRenderer(places),
            structlog.processors.JSONRenderer(),
        )
    return (
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(),
            exception_formatter=structlog.dev.RichTracebackFormatter(show_locals=False),
        ),
    )
