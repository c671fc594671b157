"""Auditors see who tried what, and which rule turned it down."""

import pytest

from application.purchasing import purchase_order as tasks
from domain.purchasing.purchase_order import commands
from domain.shared.refusal import Refused
from tests.projections.play import Play


async def test_an_attempt_is_listed_with_its_rule_and_found_by_person_and_document(play: Play):
    buyer, supplier = await play.stage.user("bea", "buyer"), await play.supplier()
    order = await play.submitted_order(buyer, supplier)
    with pytest.raises(Refused):
        await play.do(buyer, tasks.approve_order(order, commands.Approve()))
    head = await play.stage.store.head(play.stage.tenant)
    (row,) = await play.page("refusals")
    assert row.pop("id") == row.pop("refusalId")
    facts = row.pop("facts")
    assert row == {
        "position": head,
        "actor": buyer,
        "command": "approve",
        "documentType": "purchasing.purchase-order",
        "documentId": order,
        "documentVersion": 2,
        "refusal": "InsufficientApprovalAuthority",
        "rule": "level_of_approver_suffices",
        "detail": "The approver's level, their own or one delegated to them, covers what is required.",
        "createdAt": "2026-03-01T12:01:00Z",
    }
    assert facts["required_level"] == "L1"
    for filters, count in (
        ({"actor": buyer}, 1),
        ({"actor": play.admin}, 0),
        ({"documentId": order, "refusal": "InsufficientApprovalAuthority"}, 1),
        ({"refusal": "SegregationOfDutiesViolation"}, 0),
        ({"command": "approve", "documentType": "purchasing.purchase-order"}, 1),
    ):
        assert len(await play.page("refusals", **filters)) == count
