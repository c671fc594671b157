"""What may be asked of service accounts and their keys; whose they are is a rule of the domain."""

from application.permissions.permission import command, query
from application.permissions.roles import ADMIN, EVERYBODY, READING
from domain.identity.role import Role

ANSWERING = EVERYBODY - {Role.ANALYST, Role.AUDITOR}
"""Whoever only looks writes nothing, not even a key; whoever runs the product makes them one."""

MACHINES = (
    command("service-accounts.create", ADMIN, "Let a machine act for somebody."),
    command("service-accounts.disable", ADMIN, "Keep a machine out, with all its keys."),
    command("service-accounts.enable", ADMIN, "Let a machine in again."),
    command("service-accounts.issue-key", ANSWERING, "Get a key for a machine of one's own."),
    command("service-accounts.revoke-key", ANSWERING, "End a key of a machine."),
    query("service-accounts.read", READING, "See a machine and who answers for it."),
    query("service-accounts.list", READING, "List machines."),
    query("service-accounts.list-keys", READING, "See which keys a machine has."),
)
