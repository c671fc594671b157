"""What can be taken along of a database, over the storage of a process."""

from api.bootstrap.storage import Storage
from application.ports.table_snapshots import EVENTS
from infrastructure.exporting.snapshots import PostgresSnapshots
from projections.catalogue import KEEPERS


def table_snapshots(storage: Storage) -> PostgresSnapshots:
    """The log, the views for analysts, and the tables behind them."""
    return PostgresSnapshots(storage.pool, storage.progress, {**KEEPERS, EVENTS: ""})
