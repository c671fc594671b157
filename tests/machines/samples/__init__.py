"""What is asked of each machine; one file for each, and the list of them all."""

from tests.machines.samples.bank_report import BANK_REPORTS
from tests.machines.samples.branch import BRANCHES
from tests.machines.samples.claim import CLAIMS
from tests.machines.samples.credit_note import CREDIT_NOTES
from tests.machines.samples.delegation import DELEGATIONS
from tests.machines.samples.erasure import ERASURES
from tests.machines.samples.goods_receipt import GOODS_RECEIPTS
from tests.machines.samples.job import JOBS
from tests.machines.samples.murabaha import MURABAHAS
from tests.machines.samples.notice import NOTICES
from tests.machines.samples.payment import PAYMENTS
from tests.machines.samples.payment_run import PAYMENT_RUNS
from tests.machines.samples.policy import POLICIES
from tests.machines.samples.purchase_order import PURCHASE_ORDERS
from tests.machines.samples.requisition import REQUISITIONS
from tests.machines.samples.service_account import SERVICE_ACCOUNTS
from tests.machines.samples.supplier import SUPPLIERS
from tests.machines.samples.supplier_invoice import SUPPLIER_INVOICES
from tests.machines.samples.tenant import TENANTS
from tests.machines.samples.user import USERS

ALL = (
    BANK_REPORTS,
    BRANCHES,
    CLAIMS,
    CREDIT_NOTES,
    DELEGATIONS,
    ERASURES,
    GOODS_RECEIPTS,
    JOBS,
    MURABAHAS,
    NOTICES,
    PAYMENTS,
    PAYMENT_RUNS,
    POLICIES,
    PURCHASE_ORDERS,
    REQUISITIONS,
    SERVICE_ACCOUNTS,
    SUPPLIERS,
    SUPPLIER_INVOICES,
    TENANTS,
    USERS,
)
