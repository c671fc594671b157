"""Log-ins of analysts to the database: seen to at the machine, with the rights of the owner."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from api.bootstrap.operating import migrated_database
from api.bootstrap.process import Daybook, running_on
from application.request import Origin
from domain.shared.ids import TenantId
from infrastructure.analysts.log_ins import (
    Admission,
    AnalystUnknown,
    LogIn,
    NewLogIn,
    admit,
    known,
    new_name,
    revoke,
)
from infrastructure.settings import Settings

__all__ = ["Analysts", "LogIn", "NewLogIn", "seeing_to_analysts"]


@dataclass(frozen=True, slots=True)
class Analysts:
    """The log-ins of one database, and where whoever sees to them comes from."""

    daybook: Daybook
    owner_dsn: str = field(repr=False)
    trace: Mapping[str, str]

    async def admit(self, tenant: TenantId, note: str, lasts: timedelta) -> NewLogIn:
        """Make a log-in that sees this tenant, once that is on record; raises AnalystsNotOurs."""
        statement = timedelta(seconds=self.daybook.settings.analyst_seconds)
        until = datetime.now(UTC).replace(microsecond=0) + lasts
        login, origin = new_name(), Origin(trace=self.trace)
        await self.daybook.access_record.sql_log_in_made(tenant, login, until, origin)
        admission = Admission(tenant, note, self.trace["operator"], until, statement)
        return await asyncio.to_thread(admit, self.owner_dsn, login, admission)

    async def revoke(self, tenant: TenantId, login: str) -> None:
        """End a log-in and its sessions, and put that on record; whoever was interrupted does it again.

        Raises AnalystsNotOurs, and AnalystUnknown where nothing was left to do; `StoreOverloaded` and
        `StoreUnavailable` where it is ended and has yet to be put on record.
        """
        operator, origin = self.trace["operator"], Origin(trace=self.trace)
        ended = await asyncio.to_thread(revoke, self.owner_dsn, tenant, login, operator)
        recorded = await self.daybook.access_record.sql_log_in_ended(tenant, login, origin)
        if not ended and not recorded:
            raise AnalystUnknown(tenant, login)

    async def known(self, tenant: TenantId) -> list[LogIn]:
        """All of a tenant, those that were ended too."""
        return await known(self.daybook.storage.pool, tenant)


@asynccontextmanager
async def seeing_to_analysts(
    settings: Settings, trace: Mapping[str, str]
) -> AsyncIterator[Analysts]:
    """Somebody at the machine, whom the trace names; it follows nothing and reacts to nothing."""
    with migrated_database(settings) as address:
        async with running_on(address.dsn, settings, frozenset()) as daybook:
            yield Analysts(daybook, address.public_owner_dsn, trace)
