"""Who may take whole tables along: who may read the history, as far as they may see its documents."""

from application.permissions.permission import query
from application.permissions.roles import AUDITING

EXPORTS = (
    query("exports.list", AUDITING, "See what can be taken along as files."),
    query("exports.read", AUDITING, "Take the events or a whole table along as a file."),
)
