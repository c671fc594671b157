"""Is anything open with a supplier, and have all lists followed? What erasures ask of the read side."""

from collections.abc import Sequence

from application.ports.event_store import EventStore
from application.ports.progress import Progress
from domain.shared.ids import TenantId, UserId
from projections.invoicing.supplier_invoices import SUPPLIER_INVOICES, open_invoices_from
from projections.murabaha.contracts import CONTRACTS, open_contracts_with
from projections.payments.payments import PAYMENTS, open_payments_to
from projections.pool import Pool
from projections.privacy.personal_data import PersonalDataProjection, documents_of
from projections.purchasing.purchase_orders import PURCHASE_ORDERS, open_orders_at

PATIENCE_SECONDS = 2.0
MOST_SHOWN = 10

_OPEN = (open_orders_at, open_invoices_from, open_payments_to, open_contracts_with)


class PostgresPersonalRecords:
    """Implements `PersonalRecords`; `lists` are the subscribers that keep something readable."""

    def __init__(
        self, pool: Pool, progress: Progress, store: EventStore, lists: Sequence[str]
    ) -> None:
        self._pool = pool
        self._progress = progress
        self._store = store
        self._lists = tuple(lists)

    async def documents_of(self, tenant: TenantId, subject: str, position: int) -> Sequence[str]:
        """Every document that says something of the subject, up to a position at least."""
        await self._reach((PersonalDataProjection.name,), tenant, position)
        async with self._pool.reaching(tenant) as connection:
            return await documents_of(connection, tenant, subject)

    async def open_business(self, tenant: TenantId, subject: str) -> Sequence[str]:
        """Documents with a supplier that are not over, at most `MOST_SHOWN` of each kind."""
        if isinstance(subject, UserId):
            return ()
        kinds = (PURCHASE_ORDERS, SUPPLIER_INVOICES, PAYMENTS, CONTRACTS)
        head = await self._store.head(tenant)
        await self._reach([kind.name for kind in kinds], tenant, head)
        async with self._pool.reaching(tenant) as connection:
            return [
                document
                for ask in _OPEN
                for document in await ask(connection, tenant, subject, MOST_SHOWN)
            ]

    async def caught_up(self, tenant: TenantId, position: int) -> None:
        """Returns when all lists have taken what was stored up to a position."""
        await self._reach(self._lists, tenant, position)

    async def _reach(self, names: Sequence[str], tenant: TenantId, position: int) -> None:
        for name in names:
            if not await self._progress.reached(name, tenant, position, PATIENCE_SECONDS):
                raise TimeoutError(f"{name} has not reached position {position}")
