"""What somebody could do at a moment, and which events say so."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from application.documents.user import UserDocument, document
from application.failures import DocumentNotFound
from application.ports.event_store import EventStore, LogQuery, RecordedEvent, Upto
from application.ports.states import States
from domain.audit.access.events import LogInSucceeded, PasswordSet, SessionEnded
from domain.identity.user.machine import MACHINE, USER
from domain.purchasing.delegation.events import AuthorityDelegated, DelegationRevoked
from domain.shared.approval_level import ApprovalLevel
from domain.shared.business_date import BusinessDate
from domain.shared.context import SYSTEM
from domain.shared.ids import TenantId, UserId
from domain.shared.message import Message

_PAGE = 500
_SHORTEST = timedelta(microseconds=1)


class LentAuthority(Message):
    """A grant that nobody has revoked, from one person to another; it holds on its days."""

    delegator: UserId
    delegate: UserId
    number: int
    level: ApprovalLevel
    first_day: BusinessDate
    last_day: BusinessDate


class HeldSession(Message):
    """A session that nothing has ended yet."""

    session: str
    begun_at: datetime
    ends_at: datetime
    network: str
    client: str | None


class Reason(Message):
    """An event that makes things as they are."""

    position: int
    at: datetime
    event: str
    by: str


class AccessOfUser(Message):
    """A user at a moment: who they are, what they may do, where they are logged in, and why."""

    user: UserDocument
    delegations: tuple[LentAuthority, ...]
    sessions: tuple[HeldSession, ...]
    why: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """A tenant at a moment of its history; without a bound, today. `now` is the tenant's time."""

    tenant: TenantId
    upto: Upto
    now: datetime

    @property
    def at(self) -> datetime:
        """The time that sessions are held against."""
        return self.upto.occurred_at or self.now

    def query(self, *types: str) -> LogQuery:
        """Events of these types that had happened then."""
        latest = self.upto.occurred_at
        return LogQuery(
            limit=_PAGE,
            until=self.upto.position,
            before=latest and latest + _SHORTEST,
            types=types,
        )


async def access_at(
    store: EventStore, states: States, user: UserId, moment: Moment
) -> AccessOfUser:
    """What the log says of somebody then; raises `DocumentNotFound`."""
    folded = await states.load_at(moment.tenant, USER, user, moment.upto)
    if folded.version == 0:
        raise DocumentNotFound(f"there was no user {user} then", id=user)
    own = await store.stream(moment.tenant, user, upto=moment.upto)
    lent = await _lent(store, user, moment)
    held = await _held(store, user, moment)
    told = {each.event_type for each in MACHINE.events}
    reasons = [event for event in own if event.event_type in told]
    reasons += [recorded for recorded, _ in lent]
    reasons += [recorded for recorded, _ in held]
    reasons += await _passwords(store, user, moment)
    return AccessOfUser(
        user=document(folded),
        delegations=tuple(authority for _, authority in lent),
        sessions=tuple(session for _, session in held),
        why=tuple(_reason(each) for each in sorted(reasons, key=lambda event: event.position)),
    )


async def _lent(
    store: EventStore, user: UserId, moment: Moment
) -> list[tuple[RecordedEvent, LentAuthority]]:
    query = moment.query(AuthorityDelegated.event_type, DelegationRevoked.event_type)
    grants: dict[tuple[UserId, int], tuple[RecordedEvent, LentAuthority]] = {}
    async for recorded in _pages(store, moment.tenant, query):
        event = recorded.event
        if isinstance(event, AuthorityDelegated) and user in (event.delegator, event.delegate):
            told = event.model_dump(exclude={"comment"})
            grants[event.delegate, event.number] = recorded, LentAuthority.model_validate(told)
        elif isinstance(event, DelegationRevoked):
            grants.pop((event.delegate, event.number), None)
    return list(grants.values())


async def _held(
    store: EventStore, user: UserId, moment: Moment
) -> list[tuple[RecordedEvent, HeldSession]]:
    query = moment.query(LogInSucceeded.event_type, SessionEnded.event_type)
    sessions: dict[str, tuple[RecordedEvent, HeldSession]] = {}
    async for recorded in _pages(store, moment.tenant, query):
        event = recorded.event
        if isinstance(event, LogInSucceeded) and event.user == user:
            sessions[event.session] = recorded, _session(recorded, event)
        elif isinstance(event, SessionEnded):
            sessions.pop(event.session, None)
    return [held for held in sessions.values() if held[1].ends_at > moment.at]


async def _passwords(store: EventStore, user: UserId, moment: Moment) -> list[RecordedEvent]:
    """Every time that a password was replaced: whoever gave one could have acted as the user."""
    query = moment.query(PasswordSet.event_type)
    return [
        recorded
        async for recorded in _pages(store, moment.tenant, query)
        if isinstance(recorded.event, PasswordSet) and recorded.event.user == user
    ]


async def _pages(
    store: EventStore, tenant: TenantId, query: LogQuery
) -> AsyncIterator[RecordedEvent]:
    after = 0
    while True:
        page = await store.log(tenant, replace(query, after=after))
        for recorded in page:
            yield recorded
        if len(page) < query.limit:
            return
        after = page[-1].position


def _session(recorded: RecordedEvent, event: LogInSucceeded) -> HeldSession:
    return HeldSession(
        session=event.session,
        begun_at=recorded.occurred_at,
        ends_at=event.ends_at,
        network=event.network,
        client=recorded.metadata.get("client"),
    )


def _reason(recorded: RecordedEvent) -> Reason:
    return Reason(
        position=recorded.position,
        at=recorded.occurred_at,
        event=recorded.event_type,
        by=recorded.metadata.get("actor", SYSTEM),
    )
