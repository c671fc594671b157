"""Why a rebuild does not go on; what was built so far is kept, and nobody who reads notices anything."""

from domain.shared.ids import TenantId
from infrastructure.fault import Fault

AGAIN = "run the same command again: it goes on where it was"


class RebuildRunning(Fault):
    """Another process makes the same projection anew."""

    def __init__(self, projection: str) -> None:
        super().__init__(
            f"{projection} is being rebuilt by another process",
            "wait until it has ended; `SELECT * FROM daybook.rebuilds` tells who began it",
        )


class RebuildOvertaken(Fault):
    """Our session broke, and another process has taken over since."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the rebuild cannot go on: {why}", AGAIN)


class EventNotTaken(Fault):
    """The projection cannot take an event, and nobody decided that it shall not see it."""

    def __init__(self, projection: str, tenant: TenantId, position: int, why: str) -> None:
        super().__init__(
            f"{projection} cannot take position {position} of {tenant}: {why}",
            f"what people read is as it was; mend the cause, then {AGAIN}",
        )
        self.projection = projection
        self.tenant = tenant
        self.position = position


class TableChanged(Fault):
    """The table that people read was altered after the next version of it was created."""

    def __init__(self, why: str) -> None:
        super().__init__(why, "begin again with --afresh")


class TableInUse(Fault):
    """Somebody reads the table for so long that it cannot be exchanged."""

    def __init__(self, projection: str) -> None:
        super().__init__(
            f"long queries keep the table of {projection} from being exchanged",
            f"end them (pg_stat_activity shows them), then {AGAIN}",
        )


class TableNeeded(Fault):
    """Something else in the database is made from the table, and would be lost with it."""

    def __init__(self, projection: str, what: str) -> None:
        super().__init__(
            f"the table of {projection} cannot be exchanged: {what}",
            f"drop that, then {AGAIN}; make it again afterwards",
        )
