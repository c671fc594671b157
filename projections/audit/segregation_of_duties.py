"""Who holds, or used, duties that one person should not join?"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from application.audit.deeds import deed_of
from application.audit.duty_walk import FOLLOWED, held_findings
from application.documents.duty_finding import DutyFinding, held_ids, used_finding
from application.ports.event_store import RecordedEvent
from application.ports.read_models import FilterKind, FilterParameter, ListShape
from domain.audit.segregation.duty import Duty
from domain.audit.segregation.exercise import Exercise, exercises
from domain.audit.segregation.ledger import Done, Evidence, Ledger
from domain.audit.segregation.linkage import Known, learn, mentioned
from domain.identity.user.machine import USER
from domain.shared.ids import TenantId, UserId
from projections.columns import ColumnType
from projections.document_projection import streams_of
from projections.filters import created_filters, equal_filter
from projections.folds import Folds
from projections.listing import Listing
from projections.rows import LIVE, placed, ready

COLUMNS: Mapping[str, ColumnType] = {
    "tenant_id": ColumnType.TEXT,
    "id": ColumnType.TEXT,
    "position": ColumnType.INTEGER,
    "summary": ColumnType.JSON,
    "created_at": ColumnType.INSTANT,
    "person": ColumnType.TEXT,
    "kind": ColumnType.TEXT,
    "rule": ColumnType.TEXT,
    "control": ColumnType.TEXT,
    "subject": ColumnType.TEXT,
}

_LINKS = """
    SELECT document_id, links FROM projections.duty_links
    WHERE tenant_id = %(tenant)s AND document_id = ANY (%(documents)s)
"""
# OFFSET 0 has each looked up by itself, here and below; a join might go through all that the tenant has.
_DONE = """
    SELECT done.person, done.subject, done.duty, done.document_id, done.position, done.exercised_at,
           done.through, done.via
    FROM unnest(%(people)s::text[], %(subjects)s::text[]) AS asked (person, subject)
    CROSS JOIN LATERAL (
        SELECT * FROM projections.exercised_duties AS known
        WHERE known.tenant_id = %(tenant)s AND known.person = asked.person AND known.subject = asked.subject
        OFFSET 0
    ) AS done
"""
_LEARN = """
    INSERT INTO projections.duty_links (tenant_id, document_id, links)
    SELECT %(tenant)s, document_id, links
    FROM json_to_recordset(%(rows)s::json) AS row (document_id text, links text[])
    ON CONFLICT (tenant_id, document_id) DO UPDATE SET links = excluded.links
"""
_REMEMBER = """
    INSERT INTO projections.exercised_duties AS known
        (tenant_id, person, subject, duty, document_id, position, exercised_at, through, via)
    SELECT %(tenant)s, person, subject, duty, document_id, position, exercised_at, through, via
    FROM json_to_recordset(%(rows)s::json) AS row (
        person text, subject text, duty text, document_id text, position bigint,
        exercised_at timestamptz, through text, via text)
    ON CONFLICT (tenant_id, person, subject, duty) DO NOTHING
"""
_FIND = """
    INSERT INTO projections.segregation_of_duties
        (tenant_id, id, position, summary, created_at, person, kind, rule, control, subject)
    SELECT %(tenant)s, id, position, summary, created_at, person, kind, rule, control, subject
    FROM json_to_recordset(%(rows)s::json) AS row (
        id text, position bigint, summary json, created_at timestamptz, person text, kind text,
        rule text, control text, subject text)
    ON CONFLICT (tenant_id, id) DO NOTHING
"""
_HOLDS_NO_MORE = """
    DELETE FROM projections.segregation_of_duties AS found
    USING unnest(%(ids)s::text[]) AS asked (id) CROSS JOIN LATERAL (
        SELECT held.ctid FROM projections.segregation_of_duties AS held
        WHERE held.tenant_id = %(tenant)s AND held.id = asked.id
        OFFSET 0
    ) AS held
    WHERE found.ctid = held.ctid AND found.position <= %(position)s
"""


class SegregationOfDutiesProjection:
    """Implements `Projection`: what was first exercised by whom on what, and each conflict that this makes.

    A conflict is found once for each person and subject, with the deeds that first made it. What somebody
    holds is written anew with each event about them.
    """

    name = "segregation-of-duties"
    tables = ("duty_links", "exercised_duties", "segregation_of_duties")
    event_types = FOLLOWED

    def __init__(self, folds: Folds, schema: str = LIVE) -> None:
        self._folds = folds
        self._schema = schema

    async def apply(
        self, events: Sequence[RecordedEvent], connection: AsyncConnection[TupleRow]
    ) -> None:
        """Look at what people did, tenant by tenant."""
        of_tenants: dict[TenantId, list[RecordedEvent]] = {}
        for event in events:
            of_tenants.setdefault(event.tenant, []).append(event)
        for tenant, found in of_tenants.items():
            tables = _Tables(tenant, connection, self._schema)
            await self._use(found, tables)
            await self._hold(found, tables)

    async def _use(self, events: Sequence[RecordedEvent], tables: "_Tables") -> None:
        deeds = [deed_of(event) for event in events]
        known = await tables.links(
            name for deed in deeds for name in mentioned(deed.document, deed.event)
        )
        before, exercised = dict(known), list[Exercise]()
        for deed in deeds:
            learn(known, deed.document, deed.version, deed.event)
            exercised += exercises(deed, known)
        await tables.learn({name: known[name] for name in known if known[name] != before.get(name)})
        ledger = Ledger(done=await tables.done(exercised))
        used = [used for exercise in exercised for used in ledger.record(exercise)]
        await tables.remember(exercised)
        await tables.find(used_finding(one) for one in used)

    async def _hold(self, events: Sequence[RecordedEvent], tables: "_Tables") -> None:
        of_people = [one for one in events if one.stream_type == USER.stream_type]
        for history in streams_of(of_people).values():
            folded, last = await self._folds.after(USER, history), history[-1]
            person = UserId(folded.stream_id)
            await tables.holds_no_more(person, last.position)
            await tables.find(held_findings(person, folded.state, last))


class _Tables:
    """What is kept for one tenant."""

    def __init__(
        self, tenant: TenantId, connection: AsyncConnection[TupleRow], schema: str
    ) -> None:
        self._tenant = tenant
        self._connection = connection
        self._schema = schema

    async def links(self, documents: Iterable[str]) -> Known:
        """What is known of the links of documents."""
        asked = {"tenant": self._tenant, "documents": list(dict.fromkeys(documents))}
        cursor = await self._connection.execute(placed(_LINKS, self._schema), asked)
        return {document: frozenset(links) for document, links in await cursor.fetchall()}

    async def learn(self, known: Known) -> None:
        """Keep what is known now."""
        rows = [{"document_id": name, "links": sorted(known[name])} for name in sorted(known)]
        await self._write(_LEARN, rows)

    async def done(self, exercised: Sequence[Exercise]) -> Done:
        """What the people did before on all that their deeds rest on."""
        pairs = sorted({(one.person, subject) for one in exercised for subject in one.seen})
        found: Done = {}
        if not pairs:
            return found
        asked = {
            "tenant": self._tenant,
            "people": [person for person, _ in pairs],
            "subjects": [subject for _, subject in pairs],
        }
        cursor = await self._connection.execute(placed(_DONE, self._schema), asked)
        for person, subject, duty, document, position, at, through, via in await cursor.fetchall():
            by = None if through is None else UserId(through)
            evidence = Evidence(Duty(duty), document, position, at, by, via)
            found.setdefault((UserId(person), subject), {})[evidence.duty] = evidence
        return found

    async def remember(self, exercised: Sequence[Exercise]) -> None:
        """Keep the first time that each duty was exercised on each subject."""
        rows = {
            (one.person, subject, one.duty): {
                "person": one.person,
                "subject": subject,
                "duty": one.duty,
                "document_id": one.document,
                "position": one.position,
                "exercised_at": one.at,
                "through": one.through,
                "via": one.via,
            }
            for one in reversed(exercised)
            for subject in one.own
        }
        await self._write(_REMEMBER, [rows[key] for key in sorted(rows)])

    async def find(self, findings: Iterable[DutyFinding]) -> None:
        """Keep what was found; what was found before stays as it was."""
        rows: dict[str, dict[str, Any]] = {}
        for one in findings:
            rows.setdefault(one.id, _row(one))
        await self._write(_FIND, [rows[key] for key in sorted(rows)])

    async def holds_no_more(self, person: UserId, position: int) -> None:
        """Forget what somebody held, as far as this or an earlier event said so."""
        told = {"tenant": self._tenant, "ids": held_ids(person), "position": position}
        await self._connection.execute(placed(_HOLDS_NO_MORE, self._schema), told)

    async def _write(self, statement: str, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            text = orjson.dumps(rows).decode()
            asked = {"tenant": self._tenant, "rows": text}
            await self._connection.execute(placed(statement, self._schema), asked)


def _row(finding: DutyFinding) -> dict[str, Any]:
    return {
        "id": str(finding.id),
        "position": finding.position,
        "summary": ready(finding.model_dump_json().encode()),
        "created_at": finding.created_at,
        "person": str(finding.person),
        "kind": finding.kind,
        "rule": finding.rule,
        "control": finding.control,
        "subject": finding.subject,
    }


def _one_of(name: str, sentence: str) -> FilterParameter:
    return FilterParameter(name, name, FilterKind.ONE_OF, sentence)


SEGREGATION_OF_DUTIES = Listing(
    shape=ListShape(
        name=SegregationOfDutiesProjection.name,
        filters=(
            equal_filter("person", "person", "Of this user."),
            _one_of("rule", "Of one of these conflicts, for example orders-and-receives."),
            _one_of("kind", "Held or used."),
            _one_of("control", "Of conflicts that are prevented, or of those that are detected."),
            equal_filter("subject", "subject", "On this document, purchase, supplier or person."),
            *created_filters(),
        ),
        sorts={"createdAt": "created_at", "position": "position"},
        default_sort="-createdAt",
    ),
    table="segregation_of_duties",
    types=COLUMNS,
    subscriber=SegregationOfDutiesProjection.name,
)
