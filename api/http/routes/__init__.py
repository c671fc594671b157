"""The routes by resource; each function only translates."""

from collections.abc import Sequence

from api.http.resource import Resource
from api.http.routes.access import access
from api.http.routes.accounts import accounts
from api.http.routes.approvals import approvals
from api.http.routes.auth import auth, keys
from api.http.routes.backtest import backtests
from api.http.routes.bank import bank
from api.http.routes.branches import branches
from api.http.routes.contract import contract, problems
from api.http.routes.credit_notes import credit_notes
from api.http.routes.delegations import delegations
from api.http.routes.events import events
from api.http.routes.evidence import evidence
from api.http.routes.expected_deliveries import expected_deliveries
from api.http.routes.exports import exports
from api.http.routes.goods_receipts import receipts
from api.http.routes.invoices import invoices, match_exceptions
from api.http.routes.jobs import jobs
from api.http.routes.murabaha import murabaha
from api.http.routes.notices import notices
from api.http.routes.payment_runs import payment_runs
from api.http.routes.payments import payments
from api.http.routes.policies import policies
from api.http.routes.privacy import privacy
from api.http.routes.probes import probes
from api.http.routes.process import process
from api.http.routes.proofs import proofs
from api.http.routes.purchase_orders import orders
from api.http.routes.refusals import refusals
from api.http.routes.reports import reports
from api.http.routes.requisitions import requisitions
from api.http.routes.segregation_of_duties import segregation_of_duties
from api.http.routes.service_accounts import service_accounts
from api.http.routes.state_machines import state_machines
from api.http.routes.streams import streams
from api.http.routes.suppliers import suppliers
from api.http.routes.tenants import sandbox, tenants
from api.http.routes.users import users


def every_resource() -> Sequence[Resource]:
    """All resources of the API, in the order in which the documentation shows them."""
    return (
        auth,
        accounts,
        suppliers,
        requisitions,
        orders,
        receipts,
        expected_deliveries,
        invoices,
        match_exceptions,
        credit_notes,
        payments,
        payment_runs,
        bank,
        murabaha,
        notices,
        approvals,
        delegations,
        policies,
        state_machines,
        events,
        streams,
        proofs,
        evidence,
        backtests,
        process,
        refusals,
        segregation_of_duties,
        reports,
        exports,
        branches,
        access,
        users,
        jobs,
        privacy,
        service_accounts,
        tenants,
        sandbox,
        keys,
        contract,
        problems,
        probes,
    )
