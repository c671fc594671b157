"""Who may do what: the table is complete, closed and consistent with what the roles are for."""

from typing import Any

import pytest

from application.failures import PermissionDenied
from application.permissions import (
    PERMISSIONS,
    Kind,
    Reach,
    may,
    may_with_any,
    permitted,
    reach,
)
from application.permissions.ownership import OWN_COLLECTIONS
from domain.communication.notice.machine import NOTICE
from domain.governance.policy.machine import POLICY
from domain.identity.branch.machine import BRANCH
from domain.identity.role import SELF_GIVEN, Role
from domain.identity.service_account.machine import SERVICE_ACCOUNT
from domain.identity.tenant.machine import TENANT
from domain.identity.user.machine import USER
from domain.jobs.job.machine import JOB
from domain.murabaha.contract.machine import MURABAHA
from domain.payments.bank_report.machine import BANK_REPORT
from domain.payments.payment.machine import PAYMENT
from domain.payments.payment_run.machine import PAYMENT_RUN
from domain.purchasing.delegation.machine import DELEGATION
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.purchasing.requisition.machine import REQUISITION
from domain.purchasing.supplier.machine import SUPPLIER
from domain.receiving.goods_receipt.machine import GOODS_RECEIPT
from domain.shared.machine import Decider

COMMANDS = [p for p in PERMISSIONS.values() if p.kind is Kind.COMMAND]
BEFORE_THE_DOOR = {
    "auth.log-in",
    "auth.refresh",
    "auth.register",
    "auth.verify",
    "auth.ask-for-password",
    "auth.choose-password",
}
OF_EVERYBODY = BEFORE_THE_DOOR | {"auth.log-out", "auth.end-session"}
WRITE_NOTHING = (Role.AUDITOR, Role.ANALYST)


def operations_of(role: Role) -> set[str]:
    """Every operation that somebody with this role alone may do."""
    return {operation for operation in PERMISSIONS if permitted({role}, operation)}


def test_an_operation_that_nobody_declared_is_nobodys() -> None:
    for role in Role:
        assert not permitted({role}, "purchase-orders.shred")


def test_somebody_without_roles_may_do_nothing() -> None:
    assert not any(permitted(frozenset(), operation) for operation in PERMISSIONS)


def test_an_unknown_role_opens_no_door() -> None:
    assert not any(permitted({"superuser", "Admin", ""}, operation) for operation in PERMISSIONS)


def test_every_operation_has_a_home_a_sentence_and_somebody_who_may() -> None:
    for operation, permission in PERMISSIONS.items():
        noun, _, verb = operation.partition(".")
        assert operation == permission.operation
        assert noun
        assert verb
        assert permission.sentence.endswith(".")
        assert permission.roles


@pytest.mark.parametrize("role", WRITE_NOTHING)
def test_auditors_and_analysts_write_nothing(role: Role) -> None:
    commands = {command.operation for command in COMMANDS}
    assert operations_of(role) & commands == OF_EVERYBODY


def test_the_auditor_reads_everything_in_the_tenant() -> None:
    of_the_tenant = {
        permission.operation
        for permission in PERMISSIONS.values()
        if permission.kind is Kind.QUERY
        and permission.operation not in {"tenants.list", "approvals.list", "subjects.read"}
    }
    assert of_the_tenant <= operations_of(Role.AUDITOR)


def test_the_platform_sees_no_data_of_tenants() -> None:
    seen = operations_of(Role.PLATFORM_ADMIN)
    open_to_all = set.intersection(*(operations_of(role) for role in Role))
    assert seen - open_to_all == {"tenants.open", "tenants.list"}


def test_only_the_platform_opens_tenants() -> None:
    assert PERMISSIONS["tenants.open"].roles == {Role.PLATFORM_ADMIN}


def test_administrators_alone_change_what_people_may_do() -> None:
    for operation in PERMISSIONS:
        if operation.startswith("users.") and PERMISSIONS[operation].kind is Kind.COMMAND:
            assert PERMISSIONS[operation].roles == {Role.ADMIN}


def test_whoever_could_be_lent_authority_may_use_it() -> None:
    for role in (Role.REQUESTER, Role.BUYER, Role.WAREHOUSE, Role.AP_CLERK, Role.TREASURER):
        assert permitted({role}, "purchase-orders.approve")
        assert permitted({role}, "requisitions.approve")


def test_a_supplier_has_its_own_and_never_ours() -> None:
    open_to_all = set.intersection(*(operations_of(role) for role in Role))
    for operation in operations_of(Role.SUPPLIER) - open_to_all:
        assert reach({Role.SUPPLIER}, operation) is Reach.OWN, operation
    assert operations_of(Role.SUPPLIER) & {command.operation for command in COMMANDS} == {
        *OF_EVERYBODY,
        "purchase-orders.acknowledge",
        "purchase-orders.dispute",
    }


def test_whoever_registers_themselves_decides_nothing() -> None:
    """The approvals among these take a level, which a person has to give or to lend."""
    theirs = {
        one.operation
        for one in PERMISSIONS.values()
        if one.kind is Kind.COMMAND and not one.public and one.roles & SELF_GIVEN
    }
    assert theirs == {
        "auth.end-session",
        "auth.log-out",
        "grn.receive",
        "grn.return-to-supplier",
        "purchase-orders.approve",
        "purchase-orders.dispute",
        "purchase-orders.reject",
        "requisitions.approve",
        "requisitions.copy",
        "requisitions.create",
        "requisitions.edit",
        "requisitions.reject",
        "requisitions.submit",
        "service-accounts.issue-key",
        "service-accounts.revoke-key",
    }
    history = ("access.list", "events.read", "events.stream", "refusals.list", "subjects.read")
    for operation in (*history, "users.list", "erasures.list"):
        assert PERMISSIONS[operation].roles.isdisjoint(SELF_GIVEN), operation


def test_nobody_else_is_kept_to_what_is_their_own() -> None:
    for permission in PERMISSIONS.values():
        assert permission.own <= {Role.SUPPLIER} & permission.roles, permission.operation


def test_what_is_whose_is_said_of_every_document_that_somebody_sees_as_their_own() -> None:
    """Lists and the match are of documents; the difference of two versions takes the right to read."""
    limited = {one.operation.partition(".")[0] for one in PERMISSIONS.values() if one.own}
    assert limited == {*OWN_COLLECTIONS, "match-exceptions", "streams"}


def test_a_right_to_everything_is_not_narrowed_by_one_to_what_is_ones_own() -> None:
    assert reach({Role.SUPPLIER, Role.BUYER}, "purchase-orders.read") is Reach.ANY
    assert reach({Role.SUPPLIER, Role.BANK}, "purchase-orders.read") is Reach.OWN
    assert reach({Role.BANK}, "purchase-orders.read") is None
    may_with_any({Role.SUPPLIER, Role.BUYER}, "purchase-orders.read")
    with pytest.raises(PermissionDenied):
        may_with_any({Role.SUPPLIER}, "purchase-orders.read")


def test_one_permitting_role_among_several_is_enough() -> None:
    assert permitted({Role.ANALYST, Role.BUYER}, "purchase-orders.create")


def test_a_refused_caller_is_told_which_operation_it_was() -> None:
    with pytest.raises(PermissionDenied) as refused:
        may({Role.REQUESTER}, "users.register")
    assert refused.value.facts == {"operation": "users.register"}


def test_a_permitted_caller_passes() -> None:
    may({Role.ADMIN}, "users.register")


def test_what_needs_no_log_in_is_named_one_by_one() -> None:
    public = {permission.operation for permission in PERMISSIONS.values() if permission.public}
    assert public == {
        *BEFORE_THE_DOOR,
        "keys.read",
        "openapi.read",
        "problems.read",
        "probes.read",
    }


COLLECTIONS: dict[str, Decider[Any]] = {
    "suppliers": SUPPLIER,
    "requisitions": REQUISITION,
    "purchase-orders": PURCHASE_ORDER,
    "grn": GOODS_RECEIPT,
    "payments": PAYMENT,
    "payment-runs": PAYMENT_RUN,
    "bank-reports": BANK_REPORT,
    "delegations": DELEGATION,
    "murabaha": MURABAHA,
    "branches": BRANCH,
    "jobs": JOB,
    "notices": NOTICE,
    "policies": POLICY,
    "users": USER,
    "service-accounts": SERVICE_ACCOUNT,
    "tenants": TENANT,
}
OF_REACTIONS = {
    *(
        f"purchase-orders.{step}"
        for step in (
            "partial-receive", "full-receive", "receive-late", "record-return",
            "record-discrepancy", "settle-discrepancy",
            "partial-invoice", "invoice-matched", "withdraw-invoice", "record-credit",
            "record-disputed-invoice", "settle-disputed-invoice",
            "record-invoice-paid", "record-invoice-unpaid", "pay",
            "elect-financing", "cancel-financing", "invoice-financed",
        )
    ),
    *(
        f"payments.{step}"
        for step in (
            "schedule", "reduce", "cancel", "collect", "let-go", "disburse", "remit", "fail",
            "return",
        )
    ),
    *(
        f"payment-runs.{step}"
        for step in (
            "propose", "begin-submission", "record-sent", "record-file-refused", "record-report",
        )
    ),
    "bank-reports.record",
    *(f"murabaha.{step}" for step in ("activate", "record-paid", "record-returned", "end-with-order")),
    *(f"jobs.{step}" for step in ("queue", "start", "complete", "fail")),
    "notices.queue",
    "users.sign-up",
    "users.verify",
    "users.erase",
    "suppliers.erase",
    "policies.adopt",
    "suppliers.register",
}  # fmt: skip
"""What no caller asks for by this name: receipts, invoices and payments do it, or a creation."""


def test_every_command_of_every_document_is_somebodys_or_a_reactions() -> None:
    commands = {
        f"{collection}.{command.command_name()}"
        for collection, decider in COLLECTIONS.items()
        for command in decider.machine.commands
    }
    assert commands - set(PERMISSIONS) == OF_REACTIONS
