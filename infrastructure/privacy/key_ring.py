"""The keys of people, as one process remembers them: few, unwrapped, and none longer than it should."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby, islice
from operator import itemgetter
from typing import Protocol

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from application.coalescer import Coalescer
from application.ports.event_store import StoreUnavailable
from domain.shared.ids import TenantId
from infrastructure.privacy.sealing import KeysMissing

MOST_KEYS = 20_000

_MADE_AT_ONCE = 256

_Whose = tuple[TenantId, str]
_Made = bytes | Exception | None


class SubjectKeyLost(StoreUnavailable):
    """A sealed value has no key, and none was destroyed either: the table of keys is not that of this log."""


class KeyStore(Protocol):
    """Where keys are kept for good; None stands for one that was destroyed."""

    async def load(self, tenant: TenantId, subjects: Iterable[str]) -> Mapping[str, bytes | None]:
        """The keys that there are."""

    async def create(self, tenant: TenantId, subjects: Iterable[str]) -> Mapping[str, bytes | None]:
        """The keys of all these, made where there was none."""


class KeyRing:
    """Safe to share between all tasks of a process."""

    def __init__(self, store: KeyStore, most: int = MOST_KEYS) -> None:
        self._store = store
        self._most = most
        self._keys: dict[str, AESGCM | None] = {}
        self._forgotten = 0
        self._creations: Coalescer[_Whose, _Made] = Coalescer(self._create_all, most=_MADE_AT_ONCE)

    def __len__(self) -> int:
        return len(self._keys)

    def find(self, subject: str) -> AESGCM | None:
        """The key of a subject, None when it was destroyed; raises `KeysMissing` to have it looked up."""
        try:
            return self._keys[subject]
        except KeyError:
            raise KeysMissing([subject]) from None

    def missing(self, subjects: Iterable[str]) -> frozenset[str]:
        """Those whose keys are not in memory."""
        return frozenset(subjects).difference(self._keys)

    async def learn(
        self, tenant: TenantId, subjects: Iterable[str], needed: frozenset[str] | None = None
    ) -> None:
        """Look keys up, which are here right after; raises `SubjectKeyLost` for one that never was.

        Where only some of them are `needed`, the others may be names that somebody made up.
        """
        wanted = frozenset(subjects)
        await self._look(self._store.load, tenant, wanted)
        if lost := self.missing(wanted if needed is None else wanted & needed):
            raise SubjectKeyLost(f"the keys of {len(lost)} subjects are not in this database")

    async def create(self, tenant: TenantId, subjects: Iterable[str]) -> None:
        """Look keys up and make those that are missing; they are kept for good before this returns.

        Those who need keys at the same moment have them made together.
        """
        await self._look(self._created, tenant, frozenset(subjects))

    def forget(self) -> None:
        """Somebody was erased: look every key up again, also those that are being looked up now."""
        self._keys.clear()
        self._forgotten += 1

    async def _look(self, look: "Look", tenant: TenantId, wanted: frozenset[str]) -> None:
        while missing := self.missing(wanted):
            before = self._forgotten
            found = await look(tenant, missing)
            if before == self._forgotten:
                self._keep(found, wanted)
                return

    async def _created(
        self, tenant: TenantId, subjects: Iterable[str]
    ) -> Mapping[str, bytes | None]:
        found: dict[str, bytes | None] = {}
        wanted = list(subjects)
        for subject, made in zip(wanted, await self._together(tenant, wanted), strict=True):
            if isinstance(made, Exception):
                raise made
            found[subject] = made
        return found

    async def _together(self, tenant: TenantId, subjects: Sequence[str]) -> list[_Made]:
        return await asyncio.gather(*(self._creations.get((tenant, each)) for each in subjects))

    async def _create_all(self, wanted: Sequence[_Whose]) -> Mapping[_Whose, _Made]:
        """A failure of one tenant's keys belongs to those alone who wanted keys of that tenant."""
        made: dict[_Whose, _Made] = {}
        for tenant, whose in groupby(sorted(wanted), itemgetter(0)):
            subjects = [subject for _, subject in whose]
            try:
                found: Mapping[str, _Made] = await self._store.create(tenant, subjects)
            except Exception as failure:  # noqa: BLE001 - it is raised to those who asked
                found = dict.fromkeys(subjects, failure)
            made |= {(tenant, subject): key for subject, key in found.items()}
        return made

    def _keep(self, found: Mapping[str, bytes | None], wanted: frozenset[str]) -> None:
        """Room is made beforehand and not of what is wanted, so that whoever asked finds all of it.

        It is made for many to come: finding out who came first takes longer the more have gone.
        """
        surplus = len(self._keys) + len(found) - self._most
        if surplus > 0:
            others = (subject for subject in self._keys if subject not in wanted)
            for subject in list(islice(others, max(surplus, self._most // 8))):
                del self._keys[subject]
        for subject, key in found.items():
            self._keys[subject] = AESGCM(key) if key is not None else None


class Look(Protocol):
    """`load` or `create` of a store."""

    async def __call__(
        self, tenant: TenantId, subjects: Iterable[str], /
    ) -> Mapping[str, bytes | None]:
        """The keys found."""
