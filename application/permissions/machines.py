"""What may be asked of service accounts and their keys; whose they are is a rule of the domain.

Who only looks gets no key by themselves, because a key is written; whoever runs the product makes them one.
"""

from application.permissions.permission import command, query
from application.permissions.roles import ADMIN, READING, STAFF

MACHINES = (
    command("service-accounts.create", ADMIN, "Let a machine act for somebody."),
    command("service-accounts.disable", ADMIN, "Keep a machine out, with all its keys."),
    command("service-accounts.enable", ADMIN, "Let a machine in again."),
    command("service-accounts.issue-key", STAFF, "Get a key for a machine of one's own."),
    command("service-accounts.revoke-key", STAFF, "End a key of a machine."),
    query("service-accounts.read", READING, "See a machine and who answers for it."),
    query("service-accounts.list", READING, "List machines."),
    query("service-accounts.list-keys", READING, "See which keys a machine has."),
)
