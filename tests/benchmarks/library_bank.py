"""The eventsourcing library at work on its own PostgreSQL tables: what our own path is compared with."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from psycopg.conninfo import conninfo_to_dict


class Order(Aggregate):
    """An aggregate written as the library's documentation writes them."""

    @event("Raised")
    def __init__(self, supplier: str, amount: str) -> None:
        self.supplier = supplier
        self.amount = amount
        self.notes: list[str] = []

    @event("Noted")
    def note(self, author: str, text: str) -> None:
        """Something is written onto the order."""
        self.notes.append(f"{author}: {text}")


class Orders(Application[UUID]):
    """The application that keeps them."""

    name = "bench"


def library_environment(dsn: str, connections: int) -> dict[str, str]:
    """What the library's own PostgreSQL recorder asks for."""
    address: Mapping[str, Any] = conninfo_to_dict(dsn)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": str(address["dbname"]),
        "POSTGRES_HOST": str(address["host"]),
        "POSTGRES_PORT": str(address["port"]),
        "POSTGRES_USER": str(address["user"]),
        "POSTGRES_PASSWORD": str(address["password"]),
        "POSTGRES_POOL_SIZE": str(connections),
        "POSTGRES_SCHEMA": "library",
    }
