"""Who an API key speaks for, as the log has it at this moment."""

import asyncio
import hmac
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from application.failures import InvalidToken
from application.identity.scopes import operations_of
from application.momentary import A_MOMENT, Answered, Momentary
from application.ports.api_keys import ApiKeys, KeptKey
from application.ports.clock import Clock
from application.ports.event_store import StoreUnavailable, Upto
from application.ports.key_secrets import KeySecrets
from application.ports.states import States
from application.ports.tokens import Bearer
from application.scoped_roles import ScopedRoles
from domain.identity.service_account.machine import SERVICE_ACCOUNT, ServiceAccount
from domain.identity.service_account.rules import lendable
from domain.identity.user.machine import USER, User
from domain.shared.ids import TenantId

_NOTED_EVERY_SECONDS = 60.0
_MOST_PROVED = 10_000


@dataclass(frozen=True, slots=True)
class Registers:
    """What an API key is looked up in."""

    keys: ApiKeys
    secrets: KeySecrets
    states: States
    clock: Clock


class MachineBearers:
    """Verifies keys. A secret is compared once; whether the key is still good is asked every second.

    Everything that ends a key is in the log: its revocation and expiry, the account that was disabled, the
    owner who was kept out. So no process needs to be told; one that has not heard asks soon enough.
    """

    def __init__(
        self,
        registers: Registers,
        *,
        seconds: float = A_MOMENT,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._registers = registers
        self._now = now
        self._standing: Momentary[KeptKey, Bearer | None] = Momentary(self._ask, seconds=seconds)
        self._proved: dict[str, KeptKey] = {}
        self._noted: dict[str, float] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def bearer(self, text: str) -> Bearer:
        """Who the key speaks for; raises `InvalidToken`, which never says why."""
        kept = self._proved.get(text) or await self._prove(text)
        found = await self._standing.get(kept)
        if found is None:
            raise InvalidToken
        return found

    def heard(self, _: TenantId, streams: Mapping[str, int]) -> None:
        """A listener of the live log: what was made from a stream that grew is asked again."""
        self._standing.changed(streams)

    async def close(self) -> None:
        """Finish noting which keys were used."""
        await asyncio.gather(*self._tasks)

    async def _prove(self, text: str) -> KeptKey:
        secret = self._registers.secrets.read(text)
        if secret is None:
            raise InvalidToken
        kept = await self._registers.keys.find(secret.key_id)
        if kept is None or not hmac.compare_digest(kept.secret_hash, secret.hash):
            raise InvalidToken
        if len(self._proved) >= _MOST_PROVED:
            self._proved.clear()
            self._noted.clear()
        self._proved[text] = kept
        return kept

    async def _ask(self, kept: KeptKey) -> Answered[Bearer | None]:
        states = self._registers.states
        account = await states.load_at(kept.tenant, SERVICE_ACCOUNT, kept.account, Upto())
        owner = account.state.owner
        if owner is None:
            return Answered(None)
        user = await states.load_at(kept.tenant, USER, owner, Upto())
        bearer = self._bearer(kept, account.state, user.state)
        if bearer is not None:
            self._note(kept)
        return Answered(bearer, (kept.account, owner))

    def _bearer(self, kept: KeptKey, account: ServiceAccount, owner: User) -> Bearer | None:
        key = account.find(kept.id)
        at = self._registers.clock.now(kept.tenant)
        if key is None or not key.good(at) or not account.active or not owner.active:
            return None
        assert account.owner is not None
        roles = account.roles & lendable(owner.roles)
        return Bearer(
            tenant=kept.tenant,
            user=account.owner,
            email=owner.email or "",
            roles=ScopedRoles(roles, operations_of(key.scopes)),
            session="",
            via=f"{kept.account}/{kept.id}",
        )

    def _note(self, kept: KeptKey) -> None:
        """Store that the key was used, at most once a minute, and let nobody wait for it."""
        now = self._now()
        noted = self._noted.get(kept.id)
        if noted is not None and now - noted < _NOTED_EVERY_SECONDS:
            return
        self._noted[kept.id] = now
        task = asyncio.get_running_loop().create_task(self._store_use(kept))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _store_use(self, kept: KeptKey) -> None:
        with suppress(StoreUnavailable):  # the next minute stores a later one
            await self._registers.keys.used(kept)
