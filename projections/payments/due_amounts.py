"""What has to be paid by a day, and what would have to be if nothing stood in its way?"""

from datetime import date

from application.ports.due_payments import DueAmounts
from application.ports.event_store import EventStore
from application.ports.progress import Progress
from domain.payments.payment_run.transfers import MOST_PAYMENTS
from domain.shared.ids import TenantId
from projections.invoicing.supplier_invoices import SUPPLIER_INVOICES, withheld
from projections.payments.payments import PAYMENTS, due
from projections.pool import Pool

PATIENCE_SECONDS = 2.0
_MOST_CANDIDATES = 2 * MOST_PAYMENTS


class PostgresDuePayments:
    """Implements `DuePayments`."""

    def __init__(self, pool: Pool, progress: Progress, store: EventStore) -> None:
        self._pool = pool
        self._progress = progress
        self._store = store

    async def due(self, tenant: TenantId, on: date, currency: str | None) -> DueAmounts:
        """What may be paid on a day; raises `TimeoutError` when the lists do not reach the log's end."""
        head = await self._store.head(tenant)
        for name in (PAYMENTS.name, SUPPLIER_INVOICES.name):
            if not await self._progress.reached(name, tenant, head, PATIENCE_SECONDS):
                raise TimeoutError(f"{name} has not reached position {head}")
        async with self._pool.reaching(tenant) as connection:
            wanted = (on, currency)
            payments = await due(connection, tenant, wanted, _MOST_CANDIDATES)
            return DueAmounts(payments, await withheld(connection, tenant, wanted))
