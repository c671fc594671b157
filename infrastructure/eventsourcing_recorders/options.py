"""What an application of the library says about where its events shall lie."""

from dataclasses import dataclass, field

from eventsourcing.utils import Environment

from domain.shared.ids import InvalidId, TenantId
from infrastructure.postgres.roles import as_application

DATABASE_URL = "DATABASE_URL"
TENANT = "DAYBOOK_TENANT_ID"
POOL_SIZE = "DAYBOOK_POOL_SIZE"


@dataclass(frozen=True, slots=True)
class Options:
    """Read from the application's environment; a name in front (`BANK_DAYBOOK_TENANT_ID`) wins."""

    tenant: TenantId
    pool_size: int
    dsn: str | None = field(repr=False)
    """None means the embedded server that the process's own settings name."""


def read_options(env: Environment) -> Options:
    """The options; raises OSError, as every factory of the library does, naming the variable."""
    url = env.get(DATABASE_URL)
    return Options(_tenant(env), _pool_size(env), as_application(url) if url else None)


def _tenant(env: Environment) -> TenantId:
    text = env.get(TENANT)
    if text is None:
        raise OSError(
            f"{TENANT} is not set: every application needs a tenant of its own, whose log is its sequence"
        )
    try:
        return TenantId(text)
    except InvalidId as invalid:
        raise OSError(f"{TENANT} {invalid}") from invalid


def _pool_size(env: Environment) -> int:
    text = env.get(POOL_SIZE) or "5"
    if not text.isdecimal() or int(text) < 1:
        raise OSError(f"{POOL_SIZE} must be a whole number above zero, not {text!r}")
    return int(text)
