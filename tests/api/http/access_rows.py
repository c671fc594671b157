"""The list of who came in, was kept out and took data along, as an auditor reads it."""

from typing import Any

from tests.api.http.company import Person


def listed(auditor: Person, *, at_least: int = 1, **filters: Any) -> list[dict[str, Any]]:
    """The rows of the list, with all that the tenant's log says at this moment in view."""
    tenant = auditor.tenant
    head = auditor.house.inside(lambda daybook: daybook.storage.store.head(tenant))
    answer = auditor.get("/v1/audit/access", {"Consistency-Token": str(head)}, params=filters)
    rows: list[dict[str, Any]] = answer.json()["items"]
    assert len(rows) >= at_least, answer.text
    return rows
