"""Who may look into history, and into what was refused."""

from application.permissions.permission import command, query
from application.permissions.roles import (
    AUDITING,
    INQUIRING,
    OVERSIGHT,
    READING,
    SEEING_ALL,
    SUPPLIER_USERS,
)

AUDIT = (
    query(
        "events.read", AUDITING, "Read the tenant's history, as far as one may see its documents."
    ),
    query("events.stream", AUDITING, "Follow the tenant's history as it is made."),
    query("streams.read", READING, "Read the history of one document."),
    query(
        "streams.causation", AUDITING, "See what led to a document's events, and what they led to."
    ),
    query("events.causation", AUDITING, "See what led to an event, and what it led to."),
    query("streams.diff", READING, "Compare two versions of a document.", own=SUPPLIER_USERS),
    query(
        "backtest.run",
        AUDITING,
        "See which decisions of the past another policy would have changed.",
    ),
    query("process.log", AUDITING, "Take the log along for process mining (OCEL 2.0)."),
    query("process.directly-follows", AUDITING, "See what follows what, and how long after."),
    query(
        "segregation-of-duties.list",
        INQUIRING,
        "See who holds or used duties that one person should not join.",
    ),
    query("refusals.list", INQUIRING, "See which attempts were refused, and whose they were."),
    query(
        "access.list", INQUIRING, "See who came in, was kept out, took data along or got rights."
    ),
    query("checkpoints.read", AUDITING, "Read the newest signed checkpoint of the log."),
    query("checkpoints.list", AUDITING, "List the signed checkpoints of the log."),
    query("checkpoints.keys", AUDITING, "Read the keys that checkpoints are verified with."),
    command("checkpoints.sign", OVERSIGHT, "Have the log signed as it ends now."),
    query("evidence.read", AUDITING, "Take a document's events along with what proves them."),
    query("log.export", SEEING_ALL, "Take the whole log along as it was hashed."),
    query("log.verify", AUDITING, "Have every event of the log read and verified again."),
    query("proofs.inclusion", AUDITING, "Have it proved that an event is in the log."),
    query("proofs.consistency", AUDITING, "Have it proved that the log only grew."),
)
