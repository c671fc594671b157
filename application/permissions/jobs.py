"""What may be asked of long work."""

from application.permissions.permission import command, query
from application.permissions.roles import ADMIN, INQUIRING

JOBS = (
    command("jobs.cancel", ADMIN, "Stop a job; what it has done stays."),
    query("jobs.read", INQUIRING, "See how far a job has got, and what was wrong with its rows."),
    query("jobs.list", INQUIRING, "List jobs."),
)
