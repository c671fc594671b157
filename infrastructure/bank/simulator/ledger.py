"""What the bank remembers: files, bookings and reports, in one SQLite file that survives being killed."""

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from infrastructure.bank.simulator.intake import Ordered, Taken

_TABLES = """
CREATE TABLE IF NOT EXISTS files (
    message_id TEXT PRIMARY KEY, kind TEXT NOT NULL, received_at TEXT NOT NULL, sha256 TEXT NOT NULL,
    bytes BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS transfers (
    number INTEGER PRIMARY KEY, message_id TEXT NOT NULL REFERENCES files, payment_info_id TEXT NOT NULL,
    end_to_end_id TEXT NOT NULL, amount TEXT NOT NULL, currency TEXT NOT NULL, debtor_account TEXT NOT NULL,
    creditor TEXT NOT NULL, creditor_account TEXT NOT NULL, status TEXT NOT NULL, reason TEXT
);
CREATE TABLE IF NOT EXISTS reports (
    number INTEGER PRIMARY KEY, report_id TEXT NOT NULL UNIQUE, message_id TEXT NOT NULL REFERENCES files,
    due_at REAL NOT NULL, bytes BLOB NOT NULL, deliveries INTEGER NOT NULL DEFAULT 0, delivered_at TEXT
);
"""


@dataclass(frozen=True, slots=True)
class Booked:
    """A transfer and what became of it; a rejected one has a reason, and no money moved."""

    ordered: Ordered
    status: str
    reason: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A status report on its way to the customer."""

    report_id: str
    message_id: str
    due_at: float
    xml: bytes


class Ledger:
    """One process writes; what a method has stored stays, whatever happens next."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.executescript(_TABLES)

    def close(self) -> None:
        """Nothing is lost by not closing."""
        self._connection.close()

    def received_at(self, message_id: str, xml: bytes) -> datetime | None:
        """When exactly these bytes came under this id; None for an id that is new.

        Raises OtherBytes.
        """
        row = self._one("SELECT sha256, received_at FROM files WHERE message_id = ?", message_id)
        if row is None:
            return None
        if row["sha256"] != hashlib.sha256(xml).hexdigest():
            raise OtherBytes
        return datetime.fromisoformat(row["received_at"])

    def next_number(self) -> int:
        """The number of the next transfer that is booked; they count from 1."""
        row = self._one("SELECT coalesce(max(number), 0) + 1 AS number FROM transfers")
        assert row is not None
        return int(row["number"])

    def book(
        self,
        taken: Taken,
        xml: bytes,
        at: datetime,
        booked: Sequence[Booked],
        later: Sequence[Report],
    ) -> None:
        """Keep a file with its bookings and the reports to come: all of it, or nothing."""
        digest = hashlib.sha256(xml).hexdigest()
        with self._transaction() as write:
            write.execute(
                "INSERT INTO files VALUES (?, ?, ?, ?, ?)",
                (taken.message_id, taken.kind, at.isoformat(), digest, xml),
            )
            write.executemany(
                "INSERT INTO transfers VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [_booking(taken.message_id, each) for each in booked],
            )
            write.executemany(
                "INSERT INTO reports (report_id, message_id, due_at, bytes) VALUES (?, ?, ?, ?)",
                [(each.report_id, each.message_id, each.due_at, each.xml) for each in later],
            )

    def waiting(self) -> list[Report]:
        """Reports that nobody has acknowledged yet, in the order in which they were written."""
        rows = self._connection.execute(
            "SELECT report_id, message_id, due_at, bytes FROM reports"
            " WHERE delivered_at IS NULL ORDER BY number"
        )
        return [Report(*row) for row in rows]

    def mark_delivered(self, report_id: str, at: datetime) -> None:
        """The customer has the report, once more."""
        self._connection.execute(
            "UPDATE reports SET deliveries = deliveries + 1, delivered_at = ? WHERE report_id = ?",
            (at.isoformat(), report_id),
        )

    def file(self, message_id: str) -> bytes | None:
        """The bytes that came under an id."""
        row = self._one("SELECT bytes FROM files WHERE message_id = ?", message_id)
        return None if row is None else bytes(row["bytes"])

    def listed(self, what: str) -> list[dict[str, Any]]:
        """All files, transfers or reports, in the order in which they came."""
        rows = self._connection.execute(_LISTS[what])
        return [dict(row) for row in rows]

    def _one(self, query: str, *values: object) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self._connection.execute(query, values).fetchone()
        return row

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Cursor]:
        with closing(self._connection.cursor()) as cursor:
            cursor.execute("BEGIN IMMEDIATE")
            try:
                yield cursor
                cursor.execute("COMMIT")
            except BaseException:
                cursor.execute("ROLLBACK")
                raise


class OtherBytes(Exception):
    """The message id names another file already."""


def _booking(message_id: str, booked: Booked) -> tuple[object, ...]:
    ordered = booked.ordered
    return (
        message_id,
        ordered.payment_info_id,
        ordered.end_to_end_id,
        f"{ordered.amount:f}",
        ordered.currency,
        ordered.debtor_account,
        ordered.creditor,
        ordered.creditor_account,
        booked.status,
        booked.reason,
    )


_LISTS = {
    "files": """
        SELECT message_id AS messageId, kind, received_at AS receivedAt, sha256,
               (SELECT count(*) FROM transfers WHERE transfers.message_id = files.message_id) AS transfers
        FROM files ORDER BY received_at, message_id
    """,
    "transfers": """
        SELECT number, message_id AS messageId, payment_info_id AS paymentInfoId,
               end_to_end_id AS endToEndId, amount, currency, debtor_account AS debtorAccount, creditor,
               creditor_account AS creditorAccount, status, reason
        FROM transfers ORDER BY number
    """,
    "reports": """
        SELECT report_id AS reportId, message_id AS messageId, deliveries, delivered_at AS deliveredAt
        FROM reports ORDER BY number
    """,
}
