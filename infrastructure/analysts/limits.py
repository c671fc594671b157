"""What holds analysts to their limits, whatever they set in their own sessions."""

import asyncio
from datetime import timedelta

import psycopg
import structlog
from psycopg_pool import PoolTimeout

from infrastructure.postgres.pool import Pool

LOOK_SECONDS = 5.0
_END = "SELECT daybook.end_overlong_analysts(%s)"

_log = structlog.get_logger(__name__)


class AnalystLimits:
    """Looks again and again, and ends sessions whose transaction has lasted longer than `transaction`.

    A role may set its own `statement_timeout` to whatever it likes, and nothing in PostgreSQL keeps it
    from that. Several processes may look at the same time.
    """

    def __init__(self, pool: Pool, transaction: timedelta) -> None:
        self._pool = pool
        self._transaction = transaction

    async def run(self) -> None:
        """Look as long as the process lives; a database that cannot be asked is asked again."""
        while True:
            try:
                await self.look()
            except (psycopg.Error, PoolTimeout) as failure:
                _log.warning("analysts not looked after", error=str(failure))
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> int:
        """End what lasts too long now; how many sessions."""
        ((ended,),) = await self._pool.ask(_END, (self._transaction,))
        if ended:
            _log.warning("ended sessions of analysts", sessions=ended)
        return int(ended)
