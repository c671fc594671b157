"""A process remembers few keys, and has those made together that are needed together."""

import asyncio
from collections.abc import Iterable, Mapping

import pytest

from domain.identity.user.events import UserRegistered
from domain.shared.ids import TenantId
from infrastructure.event_store.catalogue import domain_events
from infrastructure.event_store.sealed_registry import SealedRegistry
from infrastructure.privacy.key_ring import KeyRing, SubjectKeyLost
from infrastructure.privacy.sealing import KeysMissing
from tests.infrastructure.privacy.test_sealing import SUPPLIER, TENANT, USER, Desk, Keys, ann


async def test_keys_that_are_needed_at_the_same_moment_are_made_together() -> None:
    class Counting(Keys):
        async def create(
            self, tenant: TenantId, subjects: Iterable[str]
        ) -> Mapping[str, bytes | None]:
            asked.append((tenant, sorted(subjects)))
            return await super().create(tenant, asked[-1][1])

    asked: list[tuple[TenantId, list[str]]] = []
    other = TenantId(TENANT.replace("01", "09"))
    users = [USER.replace("02", f"{number:02}") for number in range(10, 40)]
    ring = KeyRing(Counting())
    await asyncio.gather(
        ring.create(other, users[20:]),
        *(ring.create(TENANT, [user]) for user in users[:20]),
        ring.create(TENANT, users[:5]),
    )
    assert sorted(asked) == sorted([(other, users[20:]), (TENANT, users[:20])])
    assert ring.missing(users) == frozenset()


async def test_a_tenant_whose_keys_cannot_be_made_keeps_no_other_from_theirs() -> None:
    class Partly(Keys):
        async def create(
            self, tenant: TenantId, subjects: Iterable[str]
        ) -> Mapping[str, bytes | None]:
            if tenant != TENANT:
                raise SubjectKeyLost("its master key is not here")
            return await super().create(tenant, subjects)

    ring, other = KeyRing(Partly()), TenantId(TENANT.replace("01", "09"))
    failed, made = await asyncio.gather(
        ring.create(other, [USER]), ring.create(TENANT, [SUPPLIER]), return_exceptions=True
    )
    assert (type(failed), made) == (SubjectKeyLost, None)
    assert ring.missing([USER, SUPPLIER]) == {USER}


def test_few_keys_are_kept_and_all_that_one_page_needs() -> None:
    keys = Keys()
    users = [USER.replace("02", f"{number:02}") for number in range(10, 40)]
    desk = Desk(keys)
    payloads = [desk.write(ann(), user) for user in users]
    ring = KeyRing(keys, most=5)
    registry = SealedRegistry(domain_events(), ring)
    with pytest.raises(KeysMissing) as missing:
        registry.decode(UserRegistered.event_type, 1, payloads[0])
    asyncio.run(registry.learn(missing.value, [(TENANT, payload) for payload in payloads]))
    for payload in payloads:
        registry.decode(UserRegistered.event_type, 1, payload)
    asyncio.run(ring.learn(TENANT, [USER.replace("02", "10")]))
    asyncio.run(ring.create(TENANT, [USER]))
    assert len(ring) == 5
