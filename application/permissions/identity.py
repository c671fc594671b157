"""What may be asked of users and tenants."""

from application.permissions.permission import command, query
from application.permissions.roles import ADMIN, EVERYBODY, INQUIRING, OVERSIGHT, PLATFORM

IDENTITY = (
    command("users.register", ADMIN, "Add a user, who can log in from then on."),
    command("users.change-roles", ADMIN, "Change somebody's roles."),
    command("users.change-approval-level", ADMIN, "Change how much somebody may approve."),
    command("users.deactivate", ADMIN, "Keep a user from logging in."),
    command("users.reactivate", ADMIN, "Let a user log in again."),
    command("users.set-password", ADMIN, "Give somebody a new password."),
    command("users.end-sessions", ADMIN, "Log somebody out."),
    command("users.import", ADMIN, "Add the users of a file, as a job."),
    query("users.read", INQUIRING, "See a user."),
    query("users.list", INQUIRING, "List users."),
    query("users.read-self", EVERYBODY, "See one's own user, roles and level."),
    command("tenants.open", PLATFORM, "Open a tenant with its first administrator."),
    query("tenants.list", PLATFORM, "List tenants, without anything that is in them."),
    query("tenants.read", EVERYBODY, "See the name, currency and time zone of one's own tenant."),
    query("tenants.read-self-registration", INQUIRING, "See who may register themselves."),
    command("tenants.set-self-registration", ADMIN, "Say who may register themselves."),
    command("tenants.advance-clock", OVERSIGHT, "Move the clock of a sandbox forward."),
)
