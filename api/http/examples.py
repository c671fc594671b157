"""One realistic body for every operation that takes one; a test checks each against its model."""

from collections.abc import Mapping
from typing import Any

_PASSWORD = "correct horse battery staple"  # noqa: S105 - an example that everybody may know
_SUPPLIER = "sup_3f2504e0-4f89-41d3-9a0c-0305e82c3301"
_ORDER = "po_3f2504e0-4f89-41d3-9a0c-0305e82c3301"
_USER = "usr_7c9e6679-7425-40de-944b-e07fc1f90ae7"
_COMMENT = {"comment": "As agreed on the phone."}
_PRICE = {"amount": "12.50", "currency": "EUR"}

_REQUESTED = {
    "sku": "CHAIR-ERGO-01",
    "description": "Office chair, ergonomic",
    "quantity": "10",
    "unit": "EA",
    "unitPrice": _PRICE,
    "category": "furniture",
}
_ORDERED = {**_REQUESTED, "discountPercent": "4", "taxRate": "19"}
_ACCOUNT = {"iban": "DE89370400440532013000", "holder": "Stuhlwerk GmbH", "currency": "EUR"}
_TOLERANCE = {"percent": "2", "absolute": "50.00", "operator": "and", "lowerSide": "dispute"}

USERS_FILE = """email,name,roles,approvalLevel
ann@example.com,Ann Archer,requester;buyer,
ben@example.com,Ben Baker,approver,L2
"""
"""A file of users, as an import takes it."""

_AUTH = {
    "auth.log_in": {"email": "ann@example.com", "password": _PASSWORD},
    "auth.refresh": {"refreshToken": "Jz0x1bHn3wQkq6hZ9J6m2Q"},
    "auth.log_out": {},
    "accounts.register": {
        "tenantId": "ten_7c9e6679-7425-40de-944b-e07fc1f90ae7",
        "email": "ann@example.com",
        "name": "Ann",
        "password": _PASSWORD,
    },
    "accounts.verify": {"token": "Jz0x1bHn3wQkq6hZ9J6m2Q"},
    "accounts.ask_for_password": {"email": "ann@example.com"},
    "accounts.choose_password": {"token": "Jz0x1bHn3wQkq6hZ9J6m2Q", "password": _PASSWORD},
}
_SUPPLIERS = {
    "suppliers.create": {
        "name": "Stuhlwerk GmbH",
        "email": "orders@stuhlwerk.example.com",
        "country": "DE",
        "taxId": "DE123456789",
        "currency": "EUR",
        "paymentTerms": "2/10 NET30",
    },
    "suppliers.activate": _COMMENT,
    "suppliers.block": {"reason": "Deliveries were late three times."},
    "suppliers.unblock": _COMMENT,
    "suppliers.add_bank_account": _ACCOUNT,
    "suppliers.change_bank_account": _ACCOUNT,
    "suppliers.confirm_bank_account": {},
    "suppliers.reject_bank_account": {"reason": "The holder is somebody else."},
}
_REQUISITIONS = {
    "requisitions.create": {
        "justification": "Two new colleagues start in May.",
        "costCenter": "4711",
        "neededBy": "2026-05-01",
        "submit": True,
        "lines": [_REQUESTED],
    },
    "requisitions.edit": {"lines": [_REQUESTED]},
    "requisitions.submit": _COMMENT,
    "requisitions.route": {"approver": _USER},
    "requisitions.approve": _COMMENT,
    "requisitions.reject": {"reason": "We have chairs in store."},
    "requisitions.convert": {"supplierId": _SUPPLIER, "paymentTerms": "NET30"},
    "requisitions.copy": {},
}
_PURCHASE_ORDERS = {
    "purchase_orders.create": {
        "supplierId": _SUPPLIER,
        "currency": "EUR",
        "paymentTerms": "NET30",
        "costCenter": "4711",
        "deliveryDate": "2026-04-20",
        "lines": [_ORDERED],
    },
    "purchase_orders.edit": {"lines": [_ORDERED]},
    "purchase_orders.submit": _COMMENT,
    "purchase_orders.approve": _COMMENT,
    "purchase_orders.reject": {"reason": "Too expensive."},
    "purchase_orders.issue": _COMMENT,
    "purchase_orders.acknowledge": _COMMENT,
    "purchase_orders.amend": {
        "lines": [{**_ORDERED, "poLine": 1, "quantity": "12"}],
        "reason": "Two more colleagues.",
    },
    "purchase_orders.dispute": {"reason": "The colour is wrong."},
    "purchase_orders.resolve_approve": _COMMENT,
    "purchase_orders.resolve_cancel": {"reason": "We could not agree."},
    "purchase_orders.close": _COMMENT,
}
_MURABAHA = {
    "murabaha.request": {
        "bankId": "sup_9b2d7c1e-4f89-41d3-9a0c-0305e82c3301",
        "markupPercent": "6.5",
        "instalments": 12,
        "firstDueDate": "2026-07-31",
    },
    "murabaha.contract": {"comment": "Signed by both on 2 March."},
    "murabaha.acquire": {"comment": "Bill of sale 2026/114."},
    "murabaha.transfer": _COMMENT,
    "murabaha.settle": {"rebate": {"amount": "900.00", "currency": "EUR"}},
    "murabaha.cancel": {"reason": "We pay from our own funds."},
}
_BRANCHES = {
    "branches.open_branch": {"name": "Hamburg harbour", "code": "HH-2"},
    "branches.rename": {"name": "Hamburg, Sandtorkai"},
    "branches.close": {"reason": "The lease ended."},
    "branches.reopen": {},
}
_JOBS = {"jobs.cancel": {"reason": "It was last year's file."}}
_NOTICES = {
    "notices.mark_delivered": {
        "reference": "250-2.0.0-4711",
        "comment": "Accepted by their server.",
    },
    "notices.mark_failed": {"reason": "The mailbox does not exist."},
}
_RECEIVING = {
    "goods_receipts.receive": {
        "purchaseOrderId": _ORDER,
        "deliveryNote": "LS-2026-0815",
        "receivedAt": "2026-03-02T08:15:00Z",
        "final": False,
        "lines": [
            {
                "poLine": 1,
                "sku": "CHAIR-ERGO-01",
                "receivedQuantity": "12",
                "rejectedQuantity": "1",
                "rejectionReason": "A leg is bent.",
                "lot": "L-2026-03",
            }
        ],
    },
    "goods_receipts.accept": {"comment": "We can use one more."},
    "goods_receipts.send_back": {"comment": "The driver takes it along."},
    "goods_receipts.return_to_supplier": {
        "reason": "The armrests came loose.",
        "lines": [{"poLine": 1, "quantity": "2"}],
    },
}
_BILLED = {"poLine": 1, "sku": "CHAIR-ERGO-01", "quantity": "10", "unitPrice": _PRICE}
_INVOICING = {
    "invoices.register": {
        "purchaseOrderId": _ORDER,
        "supplierInvoiceNumber": "RE-2026-00815",
        "invoiceDate": "2026-03-02",
        "amount": {"amount": "142.80", "currency": "EUR"},
        "lines": [{**_BILLED, "discountPercent": "4", "taxRate": "19"}],
    },
    "invoices.dispute": {"reason": "The chairs are of another colour."},
    "invoices.correct": {
        "revisedAmount": {"amount": "130.90", "currency": "EUR"},
        "comment": "They let us have them cheaper.",
    },
    "invoices.release": {"comment": "Two orders of the same chairs."},
    "invoices.reject": {"reason": "We never ordered this."},
    "credit_notes.register": {
        "invoiceId": "inv_3f2504e0-4f89-41d3-9a0c-0305e82c3301",
        "creditNoteNumber": "GS-2026-0042",
        "date": "2026-03-09",
        "amount": {"amount": "29.75", "currency": "EUR"},
        "lines": [{"poLine": 1, "quantity": "2", "unitPrice": _PRICE, "taxRate": "19"}],
    },
}
_PAYMENTS = {
    "payment_runs.create": {"executionDate": "2026-03-11", "currency": "EUR", "dryRun": False},
    "payment_runs.approve": _COMMENT,
    "payment_runs.cancel": {"reason": "The cash is needed elsewhere this week."},
    "bank.review": {"comment": "A transfer that our sister company had asked for."},
}
_GOVERNANCE = {
    "delegations.grant": {
        "delegate": _USER,
        "firstDay": "2026-07-01",
        "lastDay": "2026-07-21",
        "comment": "Summer holidays.",
    },
    "delegations.revoke": {"number": 1, "comment": "Back early."},
    "policies.set_approval_thresholds": {"currency": "EUR", "l1": "1000.00", "l2": "10000.00"},
    "policies.set_approval_mode": {"mode": "sequential"},
    "policies.set_match_tolerance": _TOLERANCE,
    "policies.set_receipt_tolerance": _TOLERANCE,
    "policies.set_paying_accounts": {"accounts": [_ACCOUNT | {"holder": "Acme"}]},
}
_IDENTITY = {
    "users.register": {
        "email": "ben@example.com",
        "name": "Ben Buyer",
        "roles": ["buyer", "approver"],
        "approvalLevel": "L1",
        "password": _PASSWORD,
    },
    "users.change_roles": {"roles": ["approver"]},
    "users.change_approval_level": {"approvalLevel": "L2"},
    "users.deactivate": {"reason": "Has left."},
    "users.reactivate": {},
    "users.set_password": {"password": _PASSWORD},
    "service_accounts.create": {
        "name": "Webshop",
        "owner": _USER,
        "roles": ["requester", "buyer"],
    },
    "service_accounts.issue_key": {
        "name": "Webshop, production",
        "scopes": ["requisitions.create", "purchase-orders.*"],
        "expiresAt": "2026-08-31T00:00:00Z",
    },
    "service_accounts.disable": {"reason": "Behaves strangely."},
    "service_accounts.enable": {},
    "tenants.open_tenant": {
        "name": "Acme",
        "baseCurrency": "EUR",
        "country": "DE",
        "timeZone": "Europe/Berlin",
        "sandbox": True,
        "administrator": {
            "email": "ada@example.com",
            "name": "Ada Admin",
            "password": _PASSWORD,
        },
    },
    "tenants.change_self_registration": {"domains": ["example.com"], "roles": ["requester"]},
    "tenants.move_clock": {"advanceTo": "2026-06-30T08:00:00Z"},
}

_PRIVACY: Mapping[str, Any] = {
    "proofs.sign": {},
    "privacy.request": {"subjectId": _USER, "reason": "Asked for it when they left."},
}

EXAMPLES: Mapping[str, Any] = {
    **_AUTH,
    **_SUPPLIERS,
    **_REQUISITIONS,
    **_PURCHASE_ORDERS,
    **_RECEIVING,
    **_INVOICING,
    **_MURABAHA,
    **_BRANCHES,
    **_JOBS,
    **_NOTICES,
    **_PAYMENTS,
    **_GOVERNANCE,
    **_IDENTITY,
    **_PRIVACY,
}
"""By operation id."""


def example_of(operation_id: str) -> Any:
    """The example body of an operation; raises KeyError when somebody forgot it."""
    return EXAMPLES[operation_id]
