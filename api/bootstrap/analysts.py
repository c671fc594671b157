"""Log-ins of analysts to the database: seen to at the machine, with the rights of the owner."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from api.bootstrap.operating import migrated_database
from api.bootstrap.process import Daybook, running_on
from domain.shared.ids import TenantId
from infrastructure.analysts.log_ins import Admission, LogIn, NewLogIn, admit, known, revoke
from infrastructure.settings import Settings

__all__ = ["Analysts", "LogIn", "NewLogIn", "seeing_to_analysts"]


@dataclass(frozen=True, slots=True)
class Analysts:
    """The log-ins of one database."""

    daybook: Daybook
    owner_dsn: str = field(repr=False)

    async def admit(self, tenant: TenantId, note: str, lasts: timedelta, operator: str) -> NewLogIn:
        """Make a log-in that sees this tenant; raises AnalystsNotOurs."""
        statement = timedelta(seconds=self.daybook.settings.analyst_seconds)
        admission = Admission(tenant, note, operator, lasts, statement)
        return await asyncio.to_thread(admit, self.owner_dsn, admission)

    async def revoke(self, tenant: TenantId, login: str, operator: str) -> None:
        """End a log-in and its sessions; raises AnalystUnknown and AnalystsNotOurs."""
        await asyncio.to_thread(revoke, self.owner_dsn, tenant, login, operator)

    async def known(self, tenant: TenantId) -> list[LogIn]:
        """All of a tenant, those that were ended too."""
        return await known(self.daybook.storage.pool, tenant)


@asynccontextmanager
async def seeing_to_analysts(settings: Settings) -> AsyncIterator[Analysts]:
    """Somebody at the machine; it follows nothing and reacts to nothing."""
    with migrated_database(settings) as address:
        async with running_on(address.dsn, settings, frozenset()) as daybook:
            yield Analysts(daybook, address.owner_dsn)
