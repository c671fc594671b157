"""How an application of the library is told to keep its events in our log."""

from uuid import uuid4

from domain.shared.ids import TenantId
from infrastructure.eventsourcing_recorders.options import DATABASE_URL, TENANT
from tests.cluster import Database

MODULE = "infrastructure.eventsourcing_recorders"


def environment(database: Database, *applications: str) -> dict[str, str]:
    """The variables; each named application has a tenant of its own, and so has one without a name."""
    names = [f"{name.upper()}_{TENANT}" for name in applications] or [TENANT]
    tenants = {name: TenantId.of(uuid4()) for name in names}
    return {"PERSISTENCE_MODULE": MODULE, DATABASE_URL: database.dsn, **tenants}
