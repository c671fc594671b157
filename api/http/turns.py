"""Who may take long over something: each tenant once at a time, few altogether, and none without end."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from weakref import WeakValueDictionary

from api.http.failures import ServiceOverloaded, TooManyExports
from domain.shared.ids import TenantId

AT_ONCE = 2
"""How many tenants have their turn at a time, so that connections are left for everybody else."""

MOST_OF_A_TENANT = 8
MOST = 64
"""Exports that wait, are made or are read at a time, in one process."""

_RETRY_SECONDS = 15.0


class Turns:
    """Places for exports, from when they are asked for until they are read; making one takes a turn.

    A tenant that asks for many waits for itself: the others come after one of its exports at most.
    """

    def __init__(self) -> None:
        self._altogether = asyncio.Semaphore(AT_ONCE)
        self._of_tenants: WeakValueDictionary[TenantId, asyncio.Lock] = WeakValueDictionary()
        self._places: Counter[TenantId] = Counter()

    @contextmanager
    def place(self, tenant: TenantId) -> Iterator[None]:
        """A place until the end of the block; raises `TooManyExports` and `ServiceOverloaded`."""
        if self._places[tenant] >= MOST_OF_A_TENANT:
            raise TooManyExports(MOST_OF_A_TENANT, _RETRY_SECONDS)
        if self._places.total() >= MOST:
            raise ServiceOverloaded(_RETRY_SECONDS, "as many exports are under way as may be")
        self._places[tenant] += 1
        try:
            yield
        finally:
            self._places[tenant] -= 1
            if not self._places[tenant]:
                del self._places[tenant]

    @asynccontextmanager
    async def turn(self, tenant: TenantId) -> AsyncIterator[None]:
        """The tenant's turn until the end of the block, once it comes."""
        async with self._of_tenants.setdefault(tenant, asyncio.Lock()), self._altogether:
            yield
