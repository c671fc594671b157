"""What may be asked of policies and of the state machines."""

from application.permissions.permission import command, query
from application.permissions.roles import EVERYBODY, OVERSIGHT, READING, TREASURY

GOVERNANCE = (
    query("policies.read", READING, "See the policies that apply."),
    command("policies.set-approval-thresholds", OVERSIGHT, "Set which totals need which level."),
    command("policies.set-approval-mode", OVERSIGHT, "Set how many people an approval takes."),
    command("policies.set-match-tolerance", OVERSIGHT, "Set how far an invoice may be off."),
    command("policies.set-receipt-tolerance", OVERSIGHT, "Set how far a delivery may be off."),
    command("policies.set-paying-accounts", TREASURY, "Set which of our own accounts pay."),
    query("state-machines.read", EVERYBODY, "See which command is possible when."),
)
