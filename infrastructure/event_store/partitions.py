"""Tenants are shared out between the processes that follow, a partition at a time."""

import hashlib
import zlib

from domain.shared.ids import TenantId

PARTITIONS = 8
MEMBER = 1_000_000
"""Stands for the membership of a process where an advisory lock names a partition."""


def partition_of(tenant: TenantId) -> int:
    """The partition of a tenant; the same in every process and for ever."""
    return zlib.crc32(tenant.encode()) % PARTITIONS


def lock_class(subscriber: str) -> int:
    """The first key of a subscriber's advisory locks: a signed 32-bit number made from its name."""
    digest = hashlib.blake2b(b"daybook-follower:" + subscriber.encode(), digest_size=4).digest()
    return int.from_bytes(digest, signed=True)
