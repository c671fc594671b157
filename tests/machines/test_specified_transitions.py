"""The tables hold what was specified: every transition of it, and nothing that contradicts it."""

import pytest

from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.purchasing.requisition.machine import REQUISITION
from domain.purchasing.supplier.machine import SUPPLIER
from domain.shared.machine import Machine

ORDER_STATES = {
    *("Draft", "AwaitingApproval", "Approved", "Issued", "Acknowledged", "PartiallyReceived"),
    *("Received", "Invoiced", "Paid", "Closed", "Cancelled", "Disputed"),
}

ORDER = {
    "create": ([None], "Draft"),
    "submit": (["Draft"], "AwaitingApproval"),
    "approve": (["AwaitingApproval"], "Approved"),
    "reject": (["AwaitingApproval"], "Cancelled"),
    "issue": (["Approved"], "Issued"),
    "acknowledge": (["Issued"], "Acknowledged"),
    "partial-receive": (["Acknowledged", "PartiallyReceived"], "PartiallyReceived"),
    "full-receive": (["Acknowledged", "PartiallyReceived"], "Received"),
    "invoice-matched": (["Received"], "Invoiced"),
    "pay": (["Invoiced"], "Paid"),
    "close": (["Paid"], "Closed"),
    "cancel": (["Draft", "AwaitingApproval", "Approved", "Issued"], "Cancelled"),
    "dispute": (["Acknowledged", "PartiallyReceived", "Received", "Invoiced"], "Disputed"),
    "resolve-approve": (["Disputed"], "Approved"),
    "resolve-cancel": (["Disputed"], "Cancelled"),
}
REQUISITION_STATES = {
    *("Draft", "Submitted", "ManagerReview", "Approved", "Rejected", "ConvertedToPO"),
}
REQUISITIONS = {
    "create": ([None], "Draft"),
    "submit": (["Draft"], "Submitted"),
    "route-for-approval": (["Submitted"], "ManagerReview"),
    "approve": (["ManagerReview"], "Approved"),
    "reject": (["ManagerReview"], "Rejected"),
    "convert-to-po": (["Approved"], "ConvertedToPO"),
}

AT_LAST = {"Erased"}
"""What the erasure of personal data adds; nothing leads out of it."""

Specified = dict[str, tuple[list[str | None], str]]


def moves(machine: Machine, command: str) -> dict[str | None, set[str]]:
    """Where a command leads from each state that has it."""
    found: dict[str | None, set[str]] = {}
    for row in machine.rows:
        if row.command.command_name() == command:
            found.setdefault(row.source, set()).add(row.leads_to)
    return found


@pytest.mark.parametrize(
    ("machine", "command", "sources", "target"),
    [
        (decider.machine, command, sources, target)
        for decider, specified in ((PURCHASE_ORDER, ORDER), (REQUISITION, REQUISITIONS))
        for command, (sources, target) in specified.items()
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_command_is_possible_just_where_it_was_specified_and_leads_there(
    machine: Machine, command: str, sources: list[str | None], target: str
) -> None:
    found = moves(machine, command)
    assert set(found) == set(sources)
    assert all(target in targets for targets in found.values())


def test_the_states_are_those_that_were_specified() -> None:
    assert set(PURCHASE_ORDER.machine.states) == ORDER_STATES
    assert set(REQUISITION.machine.states) == REQUISITION_STATES
    assert set(SUPPLIER.machine.states) == {"Onboarding", "Active", "Blocked", *AT_LAST}


def test_only_two_commands_have_a_second_outcome_beyond_the_specified_one() -> None:
    """A signature that is not the last, and an amendment that is turned down."""
    more = {
        (command, row.leads_to)
        for command, (_, target) in ORDER.items()
        for row in PURCHASE_ORDER.machine.rows
        if row.command.command_name() == command and row.leads_to != target
    }
    assert more == {("approve", "AwaitingApproval"), ("reject", "Issued")}
