"""Asks of a requisition."""

from domain.purchasing.approval import Authority
from domain.purchasing.context import PurchasingContext
from domain.purchasing.requisition import commands as c
from domain.purchasing.requisition.machine import REQUISITION
from domain.shared.approval_level import ApprovalLevel
from domain.shared.ids import PurchaseOrderId, RequisitionId
from tests.domain.purchasing.people import ACME, ANN, CLEO, policy, uuid
from tests.domain.purchasing.requisition_events import create, wanted
from tests.given_when_then import NOON
from tests.machines.walk import Samples

ANNS = PurchasingContext(ANN, NOON, policy=policy(), supplier=ACME)
CLEOS = PurchasingContext(CLEO, NOON, authorities=(Authority(ApprovalLevel.L3, CLEO),), chosen=CLEO)
CONVERTING = PurchasingContext(ANN, NOON, supplier=ACME, new_document=PurchaseOrderId.of(uuid(9)))
COPYING = PurchasingContext(ANN, NOON, new_document=RequisitionId.of(uuid(9)))

REQUISITIONS = Samples(
    REQUISITION,
    (
        (create(wanted()), ANNS),
        (c.Edit(lines=(wanted("1"),)), ANNS),
        (c.Submit(), ANNS),
        (c.RouteForApproval(), ANNS),
        (c.RouteForApproval(approver=CLEO), CLEOS),
        (c.Approve(), CLEOS),
        (c.Reject(reason="too dear"), CLEOS),
        (c.ConvertToPo(supplier_id=ACME.supplier_id), CONVERTING),
        (c.Copy(), COPYING),
    ),
)
