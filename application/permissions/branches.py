"""What may be asked of the sites of a tenant."""

from application.permissions.permission import command, query
from application.permissions.roles import OVERSIGHT, READING

BRANCHES = (
    command("branches.open", OVERSIGHT, "Open a branch."),
    command("branches.rename", OVERSIGHT, "Call a branch otherwise."),
    command("branches.close", OVERSIGHT, "Let nothing new be bought for a branch."),
    command("branches.reopen", OVERSIGHT, "Let things be bought for a branch again."),
    query("branches.read", READING, "See a branch."),
    query("branches.list", READING, "List branches."),
)
