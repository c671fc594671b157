"""The log, or its beginning, walked for conflicting duties: what was used, and what is held at the end."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from application.audit.deeds import deed_of
from application.audit.duty_operations import held_by
from application.documents.duty_finding import DutyFinding, held_finding, used_finding
from application.ports.event_store import EventStore, LogQuery, RecordedEvent, Upto
from application.ports.states import Folded
from domain.audit.segregation.conflict import Control
from domain.audit.segregation.duty import ACTS
from domain.audit.segregation.ledger import Ledger
from domain.audit.segregation.linkage import LEARNED_FROM
from domain.identity.user.machine import USER, User
from domain.shared.ids import TenantId, UserId

_PAGE = 1_000
_NEXT = timedelta(microseconds=1)
_USER_EVENTS = frozenset(event.event_type for event in USER.machine.events)
FOLLOWED = frozenset({*ACTS, *LEARNED_FROM, *_USER_EVENTS})
"""The events that say who exercised or holds a duty, or what a document is linked to."""


@dataclass(slots=True)
class DutyWalk:
    """Everything that was found so far, used conflicts in the order in which they were completed."""

    used: dict[str, DutyFinding] = field(default_factory=dict)
    events: int = 0
    _ledger: Ledger = field(default_factory=Ledger)
    _users: dict[UserId, tuple[Folded[User], RecordedEvent]] = field(default_factory=dict)

    def take(self, page: Sequence[RecordedEvent]) -> None:
        """Walk on; each conflict is found once for each person and subject."""
        for recorded in page:
            self.events += 1
            if recorded.event_type in _USER_EVENTS:
                self._fold(recorded)
            for used in self._ledger.note(deed_of(recorded)):
                finding = used_finding(used)
                self.used.setdefault(finding.id, finding)

    @property
    def held(self) -> tuple[DutyFinding, ...]:
        """What the people who may act hold now, each since the last event about them."""
        return tuple(
            finding
            for user, (folded, last) in self._users.items()
            for finding in held_findings(user, folded.state, last)
        )

    @property
    def broken(self) -> tuple[DutyFinding, ...]:
        """Conflicts that should have been prevented, and were used."""
        return tuple(one for one in self.used.values() if one.control is Control.PREVENTIVE)

    def _fold(self, recorded: RecordedEvent) -> None:
        user = UserId(recorded.stream_id)
        known = self._users.get(user)
        folded = known[0] if known else Folded(recorded.stream_id, USER.initial)
        self._users[user] = (folded.after(USER, [recorded]), recorded)


def held_findings(user: UserId, state: User, last: RecordedEvent) -> tuple[DutyFinding, ...]:
    """What somebody's roles allow them to join; nothing while they are kept out."""
    roles = state.roles if state.active else frozenset()
    return tuple(
        held_finding(user, held, last.position, last.occurred_at) for held in held_by(roles)
    )


async def walk(store: EventStore, tenant: TenantId, upto: Upto = Upto()) -> DutyWalk:  # noqa: B008
    """Walk a tenant's log from its first event, up to a position or an instant if one is given."""
    found = DutyWalk()
    async for page in _pages(store, tenant, upto):
        found.take(page)
    return found


async def _pages(
    store: EventStore, tenant: TenantId, upto: Upto
) -> AsyncIterator[list[RecordedEvent]]:
    types, after = tuple(sorted(FOLLOWED)), 0
    before = None if upto.occurred_at is None else upto.occurred_at + _NEXT
    while True:
        query = LogQuery(after, _PAGE, until=upto.position, types=types, before=before)
        page = await store.log(tenant, query)
        yield page
        if len(page) < _PAGE:
            return
        after = page[-1].position
