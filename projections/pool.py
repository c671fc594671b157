"""The connections that the read side is given: every statement says whose rows it is about."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Literal, Protocol

from psycopg import AsyncConnection, sql
from psycopg.rows import TupleRow

Door = Literal["log", "platform"]


class Pool(Protocol):
    """Shows and takes rows of the named tenants only, or what a door shows of all."""

    def reaching(
        self, *tenants: str, door: Door | None = None
    ) -> AbstractAsyncContextManager[AsyncConnection[TupleRow]]:
        """A transaction with these tenants in reach."""

    async def ask(
        self,
        statement: str | bytes | sql.SQL | sql.Composed,
        values: Sequence[object] | Mapping[str, object],
        *tenants: str,
        door: Door | None = None,
    ) -> list[TupleRow]:
        """What one statement answers with these tenants in reach."""
