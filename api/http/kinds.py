"""Every kind of document that the API shows."""

from typing import Any

from api.http.documents import DocumentKind, DocumentKinds
from application.documents import (
    bank_report,
    branch,
    credit_note,
    delegation,
    erasure,
    goods_receipt,
    job,
    murabaha,
    notice,
    payment,
    payment_run,
    policy,
    purchase_order,
    requisition,
    service_account,
    supplier,
    supplier_invoice,
    tenant,
    user,
)
from application.identity.service_account import service_account_context
from application.identity.user import user_context
from application.invoicing.credit_note import credit_note_context
from application.invoicing.supplier_invoice import invoice_context
from application.murabaha.facts import contract_context
from application.payments.payment_run import run_context
from application.ports.states import Folded
from application.privacy.erasure import erasure_context
from application.purchasing.delegation import delegation_context
from application.purchasing.purchase_order import order_context
from application.purchasing.requisition import requisition_context
from application.purchasing.supplier import supplier_context
from application.receiving.facts import receipt_context
from application.work import Work
from domain.communication.notice.machine import NOTICE
from domain.governance.policy.machine import POLICY
from domain.identity.branch.machine import BRANCH
from domain.identity.service_account.machine import SERVICE_ACCOUNT
from domain.identity.tenant.machine import TENANT
from domain.identity.user.machine import USER, User
from domain.invoicing.credit_note.machine import CREDIT_NOTE
from domain.invoicing.supplier_invoice.machine import SUPPLIER_INVOICE
from domain.jobs.job.machine import JOB
from domain.murabaha.contract.machine import MURABAHA as MURABAHA_CONTRACT
from domain.payments.bank_report.machine import BANK_REPORT
from domain.payments.payment.machine import PAYMENT
from domain.payments.payment_run.machine import PAYMENT_RUN
from domain.privacy.erasure.machine import ERASURE
from domain.purchasing.delegation.machine import DELEGATION
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.purchasing.requisition.machine import REQUISITION
from domain.purchasing.supplier.machine import SUPPLIER
from domain.receiving.goods_receipt.machine import GOODS_RECEIPT
from domain.shared.context import Context
from domain.shared.ids import UserId


async def _of_user(work: Work, folded: Folded[User]) -> Context:
    return user_context(work, UserId(folded.stream_id))


async def _plain(work: Work, _: Folded[Any]) -> Context:
    return Context(work.request.actor, work.at)


SUPPLIERS = DocumentKind("suppliers", SUPPLIER, supplier.render, supplier_context)
REQUISITIONS = DocumentKind("requisitions", REQUISITION, requisition.render, requisition_context)
PURCHASE_ORDERS = DocumentKind(
    "purchase-orders", PURCHASE_ORDER, purchase_order.render, order_context
)
GOODS_RECEIPTS = DocumentKind("grn", GOODS_RECEIPT, goods_receipt.render, receipt_context)
INVOICES = DocumentKind("invoices", SUPPLIER_INVOICE, supplier_invoice.render, invoice_context)
CREDIT_NOTES = DocumentKind("credit-notes", CREDIT_NOTE, credit_note.render, credit_note_context)
PAYMENTS = DocumentKind("payments", PAYMENT, payment.render, _plain)
PAYMENT_RUNS = DocumentKind("payment-runs", PAYMENT_RUN, payment_run.render, run_context)
BANK_REPORTS = DocumentKind(
    "bank-reports", BANK_REPORT, bank_report.render, _plain, place="bank/reports"
)
USERS = DocumentKind("users", USER, user.render, _of_user)
SERVICE_ACCOUNTS = DocumentKind(
    "service-accounts", SERVICE_ACCOUNT, service_account.render, service_account_context
)
TENANTS = DocumentKind("tenants", TENANT, tenant.render, _plain)
POLICIES = DocumentKind("policies", POLICY, policy.render, _plain)
DELEGATIONS = DocumentKind("delegations", DELEGATION, delegation.render, delegation_context)
MURABAHA = DocumentKind("murabaha", MURABAHA_CONTRACT, murabaha.render, contract_context)
BRANCHES = DocumentKind("branches", BRANCH, branch.render, _plain)
JOBS = DocumentKind("jobs", JOB, job.render, _plain)
NOTICES = DocumentKind("notices", NOTICE, notice.render, _plain)
ERASURES = DocumentKind(
    "erasures", ERASURE, erasure.render, erasure_context, place="privacy/erasures"
)

KINDS = DocumentKinds(
    (
        SUPPLIERS,
        REQUISITIONS,
        PURCHASE_ORDERS,
        INVOICES,
        CREDIT_NOTES,
        GOODS_RECEIPTS,
        MURABAHA,
        PAYMENTS,
        PAYMENT_RUNS,
        BANK_REPORTS,
        NOTICES,
        DELEGATIONS,
        POLICIES,
        USERS,
        SERVICE_ACCOUNTS,
        TENANTS,
        ERASURES,
        BRANCHES,
        JOBS,
    )
)
