"""Applications, followers and projections of the `eventsourcing` library on our log.

Select it with `PERSISTENCE_MODULE=infrastructure.eventsourcing_recorders`, `DAYBOOK_TENANT_ID`, and either
`DATABASE_URL` or the embedded server of `DAYBOOK_HOME`. An application's sequence is its tenant's log:
dense, in commit order, immutable, group-committed with everybody else's appends.
"""

from infrastructure.eventsourcing_recorders.factory import Factory

__all__ = ["Factory"]
