"""Who asks, on whose behalf of which tenant, and under which promises of the API (key, version)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from application.permissions.permission import Reach
from application.ports.sessions import SOMEBODY, Visitor
from domain.shared.ids import TenantId, UserId


@dataclass(frozen=True, slots=True)
class Once:
    """An Idempotency-Key with the SHA-256 of the request it came with."""

    key: str
    request_hash: bytes


@dataclass(frozen=True, slots=True)
class Origin:
    """Where somebody asks from.

    Records that stay tell the `network` alone, because a whole address says too much of a person. The
    `visitor` is for what is soon over: how often somebody may try, and where one's own session is.
    """

    network: str = "unknown"
    trace: Mapping[str, str] = field(default_factory=dict)
    visitor: Visitor = SOMEBODY


SOMEWHERE = Origin()
"""Nothing is known of where they ask from."""


@dataclass(frozen=True, slots=True)
class Request:
    """The caller of a command. `trace` goes into event metadata beside the actor (camelCase).

    `reach` says whether the document that it is about has to be the caller's own.
    """

    tenant: TenantId
    actor: UserId
    roles: frozenset[str] = frozenset()
    once: Once | None = None
    if_match: int | None = None
    trace: Mapping[str, str] = field(default_factory=dict)
    reach: Reach = Reach.ANY
    network: str = SOMEWHERE.network

    @property
    def origin(self) -> Origin:
        """Where it was asked from, as the record of access keeps it."""
        return Origin(self.network, self.trace)

    @property
    def answer_key(self) -> str | None:
        """The idempotency key scoped to the actor, as the store keeps it."""
        return f"{self.actor}:{self.once.key}" if self.once else None
