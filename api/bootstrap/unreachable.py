"""How the drivers say that the database cannot be asked."""

import psycopg
from psycopg_pool import PoolTimeout

UNREACHABLE: tuple[type[Exception], ...] = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    PoolTimeout,
)
"""What is raised when the database cannot be asked."""
