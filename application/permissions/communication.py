"""What may be asked of notices."""

from application.permissions.permission import command, query
from application.permissions.roles import BUYING, PAYABLES, READING, SUPPLIER_USERS

NOTICES = (
    command("notices.mark-delivered", BUYING | PAYABLES, "Report a notice as delivered."),
    command("notices.mark-failed", BUYING | PAYABLES, "Report a notice as not delivered."),
    query("notices.read", READING, "See a notice.", own=SUPPLIER_USERS),
    query("notices.list", READING, "List notices to suppliers and approvers.", own=SUPPLIER_USERS),
)
