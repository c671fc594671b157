"""What of a tenant can be taken along as tables."""

from collections.abc import Collection, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from application.ports.snapshot import Snapshot
from domain.shared.ids import TenantId

EVENTS = "events"
"""The name under which the log itself is taken along."""


class UnknownTable(Exception):
    """There is no table of that name to be taken along."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is nothing named {name} to be taken along")
        self.name = name


class TableSnapshots(Protocol):
    """What can be taken along: the log, the views for analysts, and the tables behind them."""

    async def names(self) -> Sequence[str]:
        """The log and the views, by name."""

    async def reached(
        self, tenant: TenantId, names: Collection[str], position: int, seconds: float
    ) -> bool:
        """True once everything named shows what happened up to `position`; False after `seconds`."""

    def taken(
        self, tenant: TenantId, names: Sequence[str], without: Collection[str] = ()
    ) -> AbstractAsyncContextManager[Snapshot]:
        """A snapshot until the end of the block, of events all but those of the types `without`.

        Raises `UnknownTable`.
        """
