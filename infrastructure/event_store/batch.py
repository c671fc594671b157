"""Many appends as one call of `daybook.append_events`, and its answer as one outcome for each."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from application.ports.event_store import (
    AlreadyAnswered,
    Appended,
    StoredAnswer,
    StreamConflict,
)
from infrastructure.event_store.binary import (
    BOOL,
    BYTEA,
    INT2,
    INT4,
    JSONB,
    TEXT,
    TIMESTAMPTZ,
    UUID,
    ElementType,
    array,
    int4,
)
from infrastructure.event_store.encoding import EncodedAppend
from infrastructure.postgres.reach import FIRST_IN_REACH

Outcome = Appended | StreamConflict | AlreadyAnswered

_HEADS = (TEXT,)
_CHECKS = (INT4, INT4, TEXT, INT4, BOOL)
_KEYS = (INT4, INT4, UUID, BYTEA, BYTEA, TIMESTAMPTZ, INT4)
_EVENTS = (
    INT4, INT4, INT4, TEXT, TEXT, INT4, UUID, TEXT, INT2, JSONB, JSONB, TIMESTAMPTZ, TIMESTAMPTZ, BYTEA,
)  # fmt: skip
_PARAMETERS = len(_HEADS + _CHECKS + _KEYS + _EVENTS)

# The tenants whose logs are appended to are those in reach while the function runs.
_ARGUMENTS = b", ".join(
    (FIRST_IN_REACH, *(b"$%d" % number for number in range(2, _PARAMETERS + 1)))
)
APPEND_EVENTS = b"SELECT * FROM daybook.append_events(" + _ARGUMENTS + b")"


@dataclass(frozen=True, slots=True)
class Reply:
    """What `append_events` answered; the lists are None when they would be empty."""

    bases: Sequence[int]
    outdated: Sequence[int] | None
    known: Sequence[int] | None
    known_request: Sequence[bytes] | None
    known_answer: Sequence[bytes] | None
    known_position: Sequence[int] | None


def parameters(appends: Sequence[EncodedAppend]) -> tuple[bytes, ...]:
    """The arrays that the function takes; a command is named by its index in `appends`."""
    checks: list[bytes] = []
    keys: list[bytes] = []
    events: list[bytes] = []
    ordinal = 0
    places: dict[str, int] = defaultdict(int)
    newest: dict[str, int] = defaultdict(int)
    tenants = {append.tenant: append.packed_tenant for append in appends}
    heads = {tenant: int4(place) for place, tenant in enumerate(sorted(tenants), 1)}
    for index, append in enumerate(appends):
        command = int4(index)
        tenant = append.tenant
        head = heads[tenant]
        for check in append.checks:
            checks += (command, head, *check.packed)
        for place, row in enumerate(append.rows, places[tenant] + 1):
            events += (command, int4(place), head, *row.packed)
        if append.rows:
            ordinal += len(append.rows)
            places[tenant] += len(append.rows)
            newest[tenant] = ordinal
        if append.key is not None:
            keys += (command, head, *append.key.packed, int4(newest[tenant]))
    return (
        array(TEXT, [tenants[tenant] for tenant in heads]),
        *_columns(_CHECKS, checks),
        *_columns(_KEYS, keys),
        *_columns(_EVENTS, events),
    )


def outcomes(appends: Sequence[EncodedAppend], reply: Reply) -> list[Outcome]:
    """What became of each append, in the same order; a known key counts before an outdated stream."""
    failures: dict[int, Outcome] = _conflicts(appends, reply) | _answered(reply)
    tenants = sorted({append.tenant for append in appends})
    positions = dict(zip(tenants, reply.bases, strict=True))
    found: list[Outcome] = []
    for index, append in enumerate(appends):
        failure = failures.get(index)
        if failure is None:
            positions[append.tenant] += len(append.rows)
            found.append(Appended(positions[append.tenant], append.recorded_at))
        else:
            found.append(failure)
    return found


def _columns(kinds: Sequence[ElementType], cells: Sequence[bytes]) -> Iterable[bytes]:
    """Of rows that lie in `cells` one after the other: a tuple kept for each would start the collector."""
    return (array(kind, cells[column :: len(kinds)]) for column, kind in enumerate(kinds))


def _conflicts(appends: Sequence[EncodedAppend], reply: Reply) -> dict[int, Outcome]:
    if not reply.outdated:
        return {}
    checks = [(index, check) for index, append in enumerate(appends) for check in append.checks]
    streams: dict[int, list[str]] = defaultdict(list)
    for ordinal in reply.outdated:
        index, check = checks[ordinal - 1]
        streams[index].append(check.stream_id)
    return {index: StreamConflict(names) for index, names in streams.items()}


def _answered(reply: Reply) -> dict[int, Outcome]:
    if not reply.known:
        return {}
    assert reply.known_request is not None
    assert reply.known_answer is not None
    assert reply.known_position is not None
    stored = map(StoredAnswer, reply.known_request, reply.known_answer, reply.known_position)
    return {
        index: AlreadyAnswered(answer) for index, answer in zip(reply.known, stored, strict=True)
    }
