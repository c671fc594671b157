"""Which PostgreSQL is meant: the one the environment names, else our own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from psycopg.conninfo import make_conninfo

from infrastructure.postgres.embedded import EmbeddedPostgres
from infrastructure.postgres.keeper import kept_running
from infrastructure.postgres.roles import as_application
from infrastructure.postgres.server import LISTENS_ON
from infrastructure.settings import Settings


@dataclass(frozen=True, slots=True)
class Address:
    """The two ways into the database of this deployment; both hold passwords and are never printed."""

    dsn: str = field(repr=False)
    """Has the application's rights and no others."""

    owner_dsn: str = field(repr=False)
    """May change the schema."""

    embedded: EmbeddedPostgres | None = None
    """Our own server, when it is one."""

    @property
    def public_owner_dsn(self) -> str:
        """The owner's way in by a host that others can be told.

        The socket of our own server lies in a folder that its user alone may enter, and many tools know no
        sockets.
        """
        return make_conninfo(self.owner_dsn, host=LISTENS_ON) if self.embedded else self.owner_dsn


@contextmanager
def database_of(settings: Settings) -> Iterator[Address]:
    """The database, reachable until the end of the block: DATABASE_URL wins over the embedded one.

    Should the embedded one be killed, it is back at the same address within seconds. Raises a Fault when
    it cannot be started.
    """
    if settings.database_url is not None:
        url = settings.database_url.get_secret_value()
        owner = settings.owner_database_url or settings.database_url
        yield Address(as_application(url), owner.get_secret_value())
        return
    embedded = EmbeddedPostgres(settings.home)
    with embedded as server, kept_running(embedded):
        yield Address(server.dsn, server.owner_dsn, embedded)
