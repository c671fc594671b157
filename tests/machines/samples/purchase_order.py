"""Asks of a purchase order."""

from collections.abc import Hashable
from typing import Any

from domain.purchasing.approval import Authority
from domain.purchasing.context import PurchasingContext
from domain.purchasing.purchase_order import commands as c
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.purchasing.purchase_order.state import PurchaseOrder
from domain.shared.approval_level import ApprovalLevel
from domain.shared.approval_mode import ApprovalMode
from domain.shared.ids import MurabahaId, UserId
from domain.shared.message import Command
from tests.domain.purchasing.order_events import (
    CREDIT_NOTE,
    GRN,
    INVOICE,
    amend,
    billed,
    changed,
    create,
    line,
    quantities,
)
from tests.domain.purchasing.people import ACME, ANN, CLEO, DAN, EVE, policy, uuid
from tests.given_when_then import NOON
from tests.machines.walk import Ask, Samples

CONTRACT = MurabahaId.of(uuid(1))


def kind(state: PurchaseOrder) -> Hashable:
    """Signatures, a pending amendment, what the supplier has and what came all make a difference."""
    if state.revision is None:
        return None
    approval = state.revision.approval
    return (
        state.status,
        approval and (len(approval.steps), len(approval.signatures)),
        state.former is None,
        state.supplier_has_this_revision,
        state.fulfilment.begun,
        bool(state.fulfilment.discrepancies),
        tuple(state.fulfilment.invoices.values()),
        bool(state.disputed_invoices),
        state.financing,
    )


def _ask(command: Command, by: UserId = ANN, **facts: Any) -> Ask:
    known = {"supplier": ACME, "policy": policy(), **facts}
    return command, PurchasingContext(by, NOON, **known)


def _with_level(command: Command, by: UserId) -> Ask:
    return _ask(command, by, authorities=(Authority(ApprovalLevel.L3, by),))


PURCHASE_ORDERS = Samples(
    PURCHASE_ORDER,
    (
        _ask(create(line("10", "500"))),
        _ask(c.Edit(lines=(line("20", "500"),))),
        _ask(c.Submit()),
        _ask(c.Submit(), policy=policy(ApprovalMode.SEQUENTIAL)),
        _with_level(c.Approve(), CLEO),
        _with_level(c.Approve(), DAN),
        _with_level(c.Reject(reason="too dear"), CLEO),
        _ask(c.Issue()),
        _ask(c.Acknowledge()),
        _ask(amend(changed("30", "500"))),
        _ask(amend(changed("9.5", "500"))),
        _ask(c.PartialReceive(grn_id=GRN, accepted=quantities(_1="4"))),
        _ask(c.FullReceive(grn_id=GRN, accepted=quantities(_1="9.5"))),
        _ask(c.ReceiveLate(grn_id=GRN, accepted=quantities(_1="9.6"))),
        _ask(c.RecordReturn(grn_id=GRN, accepted=quantities(_1="1"))),
        _ask(c.PartialInvoice(invoice_id=INVOICE, invoiced=billed(_1="4"))),
        _ask(c.InvoiceMatched(invoice_id=INVOICE, invoiced=billed(_1="9.5"))),
        _ask(
            c.RecordCredit(credit_note_id=CREDIT_NOTE, invoice_id=INVOICE, invoiced=billed(_1="0"))
        ),
        _ask(c.WithdrawInvoice(invoice_id=INVOICE, invoiced=billed(_1="0"))),
        _ask(c.RecordInvoicePaid(invoice_id=INVOICE)),
        _ask(c.RecordInvoiceUnpaid(invoice_id=INVOICE)),
        _ask(c.RecordDiscrepancy(grn_id=GRN)),
        _ask(c.SettleDiscrepancy(grn_id=GRN)),
        _ask(c.RecordDisputedInvoice(invoice_id=INVOICE)),
        _ask(c.SettleDisputedInvoice(invoice_id=INVOICE)),
        _ask(c.ElectFinancing(murabaha_id=CONTRACT)),
        _ask(c.CancelFinancing(murabaha_id=CONTRACT)),
        _ask(c.InvoiceFinanced(murabaha_id=CONTRACT)),
        _ask(c.Pay()),
        _ask(c.Close()),
        _ask(c.Cancel(reason="not needed")),
        _ask(c.Dispute(reason="wrong price"), EVE),
        _ask(c.ResolveApprove()),
        _ask(c.ResolveCancel(reason="no agreement")),
    ),
    kind,
)
