"""What may be asked about the data of people."""

from application.permissions.permission import command, query
from application.permissions.roles import ADMIN
from domain.identity.role import Role

_SEEING = ADMIN | {Role.AUDITOR}

PRIVACY = (
    command("erasures.request", ADMIN, "Have a person or supplier forgotten."),
    query("erasures.read", _SEEING, "See how far an erasure is."),
    query("erasures.list", _SEEING, "See who was forgotten."),
    query("subjects.read", ADMIN, "See everything personal that is kept of somebody."),
)
