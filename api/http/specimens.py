"""Documents to show in the contract: made by the deciders and rendered as every other document is."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, cast

import orjson

from api.http.advice import allowed_to, splice
from api.http.documents import DocumentKind
from api.http.examples import EXAMPLES
from api.http.job_specimen import job_story
from api.http.kinds import (
    BANK_REPORTS,
    BRANCHES,
    CREDIT_NOTES,
    DELEGATIONS,
    ERASURES,
    GOODS_RECEIPTS,
    INVOICES,
    JOBS,
    KINDS,
    MURABAHA,
    NOTICES,
    PAYMENT_RUNS,
    PAYMENTS,
    POLICIES,
    PURCHASE_ORDERS,
    REQUISITIONS,
    SERVICE_ACCOUNTS,
    SUPPLIERS,
    TENANTS,
    USERS,
)
from api.http.murabaha_specimen import financing
from api.http.payment_specimens import PAYMENT_STORY, REPORT_STORY, RUN_STORY
from application.ports.states import Folded
from application.request import Request
from domain.communication.notice import commands as notice
from domain.communication.notice.letter import Letter
from domain.governance.policy import commands as policy
from domain.identity.branch import commands as branch
from domain.identity.branch.rules import BranchContext
from domain.identity.role import Role
from domain.identity.service_account import commands as machine
from domain.identity.service_account.rules import ServiceAccountContext
from domain.identity.tenant import commands as tenant
from domain.identity.user import commands as user
from domain.identity.user.rules import UserContext
from domain.invoicing.context import InvoicingContext, MatchPolicy, OrderLineFacts
from domain.invoicing.context import OrderFacts as BilledOrder
from domain.invoicing.credit_note import commands as credit_note
from domain.invoicing.supplier_invoice import commands as invoice
from domain.murabaha.contract import commands as murabaha
from domain.privacy.erasure import commands as erasure
from domain.privacy.erasure.rules import ErasureContext
from domain.purchasing.approval import ApprovalPolicy, Authority
from domain.purchasing.context import PurchasingContext, SupplierFacts
from domain.purchasing.delegation import commands as delegation
from domain.purchasing.delegation.rules import DelegationContext
from domain.purchasing.purchase_order import commands as order
from domain.purchasing.requisition import commands as requisition
from domain.purchasing.supplier import commands as supplier
from domain.receiving.context import LineFacts, OrderFacts, ReceivingContext
from domain.receiving.goods_receipt import commands as receipt
from domain.shared.approval_level import ApprovalLevel, ApprovalThresholds
from domain.shared.approval_mode import ApprovalMode
from domain.shared.context import Context
from domain.shared.currency import Currency
from domain.shared.ids import ApiKeyId, PurchaseOrderId, SupplierId, TenantId, UserId
from domain.shared.message import Command, Event
from domain.shared.money import UnitPrice
from domain.shared.payment_terms import PaymentTerms
from domain.shared.quantity import UnitCode
from domain.shared.sku import SkuCode
from domain.shared.tolerance import DEFAULT_TOLERANCE

_UUID = "3f2504e0-4f89-41d3-9a0c-0305e82c330"
_AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
_ANN, _BEN = UserId(f"usr_{_UUID}2"), UserId(f"usr_{_UUID}3")
_TENANT = TenantId(f"ten_{_UUID}1")
_SUPPLIER = SupplierId(f"sup_{_UUID}1")
_EUR = Currency("EUR")

_BUYING = PurchasingContext(
    _ANN,
    _AT,
    policy=ApprovalPolicy(ApprovalThresholds.default(_EUR), 1, ApprovalMode.SINGLE, 1),
    supplier=SupplierFacts(_SUPPLIER, "Stuhlwerk GmbH", True, PaymentTerms("2/10 NET30"), _EUR),
)
_APPROVING = PurchasingContext(
    _BEN, _AT, authorities=(Authority(ApprovalLevel.L2, _BEN),), chosen=_BEN
)
_PLAIN = Context(_ANN, _AT)

_LETTER = Letter.model_validate(
    {
        "recipient": {
            "kind": "supplier",
            "id": _SUPPLIER,
            "name": "Stuhlwerk GmbH",
            "email": "orders@stuhlwerk.example.com",
        },
        "about": {"documentId": f"po_{_UUID}1", "version": 7},
        "becauseOf": "0195c2f1-6b1e-7c3a-9f00-3a5f0f2b7c11",
        "subject": f"Cancellation of purchase order po_{_UUID}1",
        "text": f"Acme cancelled purchase order po_{_UUID}1.\nReason: We moved.\n",
    }
)

Story = tuple[tuple[Command, Context], ...]


def _body(kind: type[Any], operation_id: str) -> Any:
    """The command that the example body of an operation stands for."""
    given = orjson.dumps(EXAMPLES[operation_id])
    return kind.model_validate_json(given, extra="ignore")


def _delivered(by: UserId) -> ReceivingContext:
    """Whoever decides about the delivery of the example; the order expects ten."""
    given = EXAMPLES["goods_receipts.receive"]
    line = LineFacts(
        po_line=1,
        sku=SkuCode(given["lines"][0]["sku"]),
        unit=UnitCode("EA"),
        ordered=Decimal(10),
        accepted=Decimal(0),
        unit_price=UnitPrice("12.50", _EUR),
        discount_percent=Decimal(4),
    )
    order_id = PurchaseOrderId(given["purchaseOrderId"])
    return ReceivingContext(by, _AT, order=OrderFacts(order_id, _SUPPLIER, (line,)))


def _billed() -> InvoicingContext:
    """Whoever decides about the invoice of the example; the order got its ten chairs."""
    given = EXAMPLES["invoices.register"]
    line = OrderLineFacts(
        po_line=1,
        sku=SkuCode(given["lines"][0]["sku"]),
        ordered=Decimal(10),
        price=Decimal(12),
        accepted=Decimal(10),
        invoiced=Decimal(0),
        invoiced_net=Decimal(0),
    )
    billed = BilledOrder(
        purchase_order_id=PurchaseOrderId(given["purchaseOrderId"]),
        supplier_id=_SUPPLIER,
        supplier_name="Stuhlwerk GmbH",
        currency=_EUR,
        payment_terms=PaymentTerms("2/10 NET30"),
        status="Received",
        billable=True,
        financed=False,
        discrepancies=(),
        lines={1: line},
    )
    return InvoicingContext(_ANN, _AT, order=billed, policy=MatchPolicy(DEFAULT_TOLERANCE, 1))


def _answering() -> ServiceAccountContext:
    """The owner of the machine in the example."""
    owner = UserId(EXAMPLES["service_accounts.create"]["owner"])
    roles = frozenset({Role.BUYER, Role.REQUESTER})
    return ServiceAccountContext(owner, _AT, owner_roles=roles, new_key=ApiKeyId(f"key_{_UUID}1"))


def _stories() -> Mapping[DocumentKind, Story]:
    grant = DelegationContext(
        _BEN, _AT, delegate=_ANN, today=date(2026, 3, 2), own_level=ApprovalLevel.L2
    )
    return {
        SUPPLIERS: (
            (_body(supplier.Register, "suppliers.create"), _BUYING),
            (supplier.Activate(), _BUYING),
            (
                supplier.AddBankAccount(account=EXAMPLES["suppliers.add_bank_account"]),
                _BUYING,
            ),
        ),
        REQUISITIONS: (
            (_body(requisition.Create, "requisitions.create"), _BUYING),
            (requisition.Submit(), _BUYING),
            (requisition.RouteForApproval(approver=_BEN), _APPROVING),
        ),
        PURCHASE_ORDERS: (
            (_body(order.Create, "purchase_orders.create"), _BUYING),
            (order.Submit(), _BUYING),
            (order.Approve(), _APPROVING),
        ),
        MURABAHA: (
            (_body(murabaha.Request, "murabaha.request"), financing(_BEN, _AT)),
            (murabaha.Contract(), financing(_BEN, _AT)),
        ),
        NOTICES: ((notice.Queue(letter=_LETTER), _PLAIN),),
        GOODS_RECEIPTS: (
            (_body(receipt.Receive, "goods_receipts.receive"), _delivered(_BEN)),
            (receipt.Return(), _delivered(_ANN)),
        ),
        INVOICES: (
            (_body(invoice.Register, "invoices.register"), _billed()),
            (invoice.Match(), _billed()),
            (_body(invoice.Dispute, "invoices.dispute"), _billed()),
        ),
        CREDIT_NOTES: ((_body(credit_note.Register, "credit_notes.register"), _billed()),),
        PAYMENTS: PAYMENT_STORY,
        PAYMENT_RUNS: RUN_STORY,
        BANK_REPORTS: REPORT_STORY,
        DELEGATIONS: ((_body(delegation.Grant, "delegations.grant"), grant),),
        POLICIES: ((policy.Adopt(base_currency=_EUR), _PLAIN),),
        **_stories_of_people(),
    }


def _stories_of_people() -> Mapping[DocumentKind, Story]:
    return {
        ERASURES: ((_body(erasure.RequestErasure, "privacy.request"), ErasureContext(_ANN, _AT)),),
        USERS: ((_body(user.Register, "users.register"), UserContext(_ANN, _AT, user=_BEN)),),
        SERVICE_ACCOUNTS: (
            (_body(machine.Create, "service_accounts.create"), _answering()),
            (_body(machine.IssueKey, "service_accounts.issue_key"), _answering()),
        ),
        BRANCHES: ((_body(branch.Open, "branches.open_branch"), BranchContext(_ANN, _AT)),),
        JOBS: job_story(_PLAIN),
        TENANTS: ((_body(tenant.Open, "tenants.open_tenant"), _PLAIN),),
    }


@cache
def specimens() -> Mapping[str, Folded[Any]]:
    """One folded document of every kind, by collection."""
    return {kind.collection: _told(kind, story) for kind, story in _stories().items()}


def specimen_events() -> Mapping[DocumentKind, tuple[Event, ...]]:
    """What happened to each specimen, which makes a document of every kind wherever it is stored."""
    return {kind: tuple(_events(kind, story)) for kind, story in _stories().items()}


def _events(kind: DocumentKind, story: Story) -> Iterator[Event]:
    state = kind.decider.initial
    for command, context in story:
        for event in kind.decider.decide(state, command, context):
            state = kind.decider.evolve(state, event)
            yield event


def _told(kind: DocumentKind, story: Story) -> Folded[Any]:
    decider = kind.decider
    state, version = decider.initial, 0
    for event in _events(kind, story):
        state, version = decider.evolve(state, event), version + 1
    stream_id = decider.id_type(f"{getattr(decider.id_type, 'prefix')}_{_UUID}1")  # noqa: B009
    return Folded(stream_id, state, version, _AT, _AT)


def document_example(collection: str) -> dict[str, Any]:
    """The document of a collection, as an answer shows it to a manager."""
    kind = next(kind for kind in KINDS if kind.collection == collection)
    folded, (_, context) = specimens()[collection], _stories()[kind][-1]
    asking = Request(_TENANT, context.actor, frozenset({Role.MANAGER}))
    shown = splice(kind.render(folded), allowed_to(asking, kind, folded, context))
    return cast(dict[str, Any], orjson.loads(shown))
