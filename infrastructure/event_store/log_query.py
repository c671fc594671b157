"""A question about a tenant's log as SQL that reads one page off an index."""

from typing import Any

from application.ports.event_store import LogQuery
from domain.shared.ids import TenantId
from infrastructure.event_store.rows import COLUMNS

_PAGE = "ORDER BY position LIMIT %(limit)s"


def is_filtered(query: LogQuery) -> bool:
    """Whether it asks for something else than a range of positions."""
    filters = (query.stream_type, query.actor, query.since, query.before)
    named = (query.types, query.without, query.stories, query.event_ids)
    return any(named) or any(value is not None for value in filters)


def log_statement(tenant: TenantId, query: LogQuery) -> tuple[bytes, dict[str, Any]]:
    """Statement and parameters; the text is made of the constants below only."""
    asked = {
        "tenant": tenant,
        "after": query.after,
        "limit": query.limit,
        "until": query.until,
        "stream_type": query.stream_type,
        "actor": query.actor,
        "since": query.since,
        "before": query.before,
        "types": list(query.types) or None,
        "without": list(query.without) or None,
        "stories": list(query.stories) or None,
        "event_ids": list(query.event_ids) or None,
    }
    conditions = [
        condition
        for name, condition in _CONDITIONS.items()
        if name in ("tenant", "after") or asked[name] is not None
    ]
    where = " AND ".join(conditions)
    page = f"SELECT * FROM daybook.events WHERE {where} {_PAGE}"  # noqa: S608
    if query.types:
        # A page of each type off its own index, merged: never a sort of everything that matches.
        page = f"""
            SELECT event.* FROM unnest(%(types)s::text[]) AS wanted (event_type)
            CROSS JOIN LATERAL (
                SELECT * FROM daybook.events
                WHERE {where} AND event_type = wanted.event_type {_PAGE}
            ) AS event {_PAGE}
        """  # noqa: S608
    statement = f"SELECT {COLUMNS} FROM ({page}) AS found ORDER BY position"  # noqa: S608
    return statement.encode(), {name: value for name, value in asked.items() if value is not None}


_CONDITIONS = {
    "tenant": "tenant_id = %(tenant)s",
    "after": "position > %(after)s",
    "until": "position <= %(until)s",
    "without": "event_type <> ALL (%(without)s::text[])",
    "stream_type": "stream_type = %(stream_type)s",
    "actor": "actor = %(actor)s",
    "since": "occurred_at >= %(since)s",
    "before": "occurred_at < %(before)s",
    "stories": "story = ANY (%(stories)s::text[])",
    "event_ids": "event_id = ANY (%(event_ids)s::uuid[])",
}
