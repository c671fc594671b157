"""How the drivers say that the database cannot be asked."""

from psycopg import InterfaceError, OperationalError
from psycopg.errors import (
    IdleInTransactionSessionTimeout,
    ReadOnlySqlTransaction,
    TransactionTimeout,
)
from psycopg_pool import PoolTimeout

UNREACHABLE: tuple[type[Exception], ...] = (
    OperationalError,
    InterfaceError,
    PoolTimeout,
    IdleInTransactionSessionTimeout,
    TransactionTimeout,
    ReadOnlySqlTransaction,
)
"""What is raised when the database cannot be asked: it is gone, hung up on us, or is a standby by now."""
