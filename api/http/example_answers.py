"""One realistic answer for every operation that gives JSON; a test holds each against its model."""

from collections.abc import Mapping
from typing import Any

import orjson

from api.http.history_specimen import HISTORY
from api.http.operation import Operation
from api.http.problems import title_of, type_of
from api.http.proof_specimen import PROOFS
from api.http.reports import ReportModel, example_report
from api.http.specimens import document_example, specimens
from api.reporting.documents import described
from application.documents.policy import PolicyName, render_policy
from application.state_diagrams import as_data
from domain.purchasing.supplier.machine import SUPPLIER
from projections.reporting.catalogue import REPORTS

Rows = Mapping[str, Any]
"""An example row of every list, by the name of the list."""

_ID = "3f2504e0-4f89-41d3-9a0c-0305e82c330"
_ORDER = f"po_{_ID}1"
_POLICIES: Mapping[str, PolicyName] = {
    "policies.set_approval_thresholds": "approval-thresholds",
    "policies.set_approval_mode": "approval-mode",
    "policies.set_match_tolerance": "match-tolerance",
    "policies.set_receipt_tolerance": "receipt-tolerance",
    "policies.set_paying_accounts": "paying-accounts",
}

_REPORTS = {question.shape.name: question.shape for question in REPORTS}
_NOUNS = {"bank.report": "bank-reports", "users.import": "jobs"}

_EVENT = {
    "position": 42,
    "streamId": _ORDER,
    "streamType": "purchasing.purchase-order",
    "version": 4,
    "eventId": "0195c2f1-6b1e-7c3a-9f00-3a5f0f2b7c11",
    "type": "purchasing.purchase-order.issued",
    "schemaVersion": 1,
    "payload": {"issuedBy": f"usr_{_ID}2"},
    "metadata": {
        "actor": f"usr_{_ID}2",
        "requestId": "4c1b7a52e5f04c4f9a3b1d2e6f708192",
        "correlationId": "4bf92f3577b34da6a3ce929d0e0e4736",
    },
    "occurredAt": "2026-03-02T09:30:00Z",
    "recordedAt": "2026-03-02T09:30:00.004172Z",
    "leafHash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}
_SOURCE = {
    "eventId": "0195c2f1-6b1e-7c3a-9f00-3a5f0f2b7c11",
    "position": 42,
    "streamId": _ORDER,
    "type": "purchasing.purchase-order.received",
    "occurredAt": "2026-03-02T09:30:00Z",
}
_TEN = {"value": "10", "source": _SOURCE}
_PRICE = {"value": {"amount": "12.50", "currency": "EUR"}, "source": _SOURCE}
_MATCH = {
    "purchaseOrderId": _ORDER,
    "position": 42,
    "goodsReceipts": [f"grn_{_ID}1"],
    "invoices": [f"inv_{_ID}1"],
    "lines": [
        {
            "poLine": 1,
            "sku": "CHAIR-ERGO-01",
            "unit": "EA",
            **dict.fromkeys(("ordered", "received", "accepted", "invoiced"), _TEN),
            "invoicedNet": {"value": {"amount": "125.00", "currency": "EUR"}, "source": _SOURCE},
            "orderedPrice": _PRICE,
            "invoicedPrice": _PRICE,
            "quantityDeviation": {"value": "0", "source": _SOURCE},
            "priceDeviation": {"value": "0", "source": _SOURCE},
            "tolerance": {
                "value": {"percent": "2", "operator": "and", "lowerSide": "dispute"},
                "version": 1,
                "source": _SOURCE,
            },
            "verdict": {"value": "within", "source": _SOURCE},
        }
    ],
}
_KEY = {
    "keyId": f"key_{_ID}1",
    "name": "Webshop, production",
    "prefix": "dbk_3f2504e0",
    "scopes": ["requisitions.create", "purchase-orders.*"],
    "expiresAt": "2026-08-31T00:00:00Z",
    "revoked": False,
}
_PROBLEM = {
    "type": type_of("InvalidStateTransition"),
    "title": title_of("InvalidStateTransition"),
    "status": 409,
    "error": "InvalidStateTransition",
    "meaning": "The command is not possible in the document's present state; "
    "`allowedCommands` lists those that are.",
}

_BY_MODEL: Mapping[str, Any] = {
    "Tokens": {
        "accessToken": "eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCJ9...",
        "refreshToken": "Jz0x1bHn3wQkq6hZ9J6m2Q",
        "expiresIn": 900,
        "tokenType": "Bearer",
    },
    "Accepted": {"detail": "if this can be done, a mail says how it goes on"},
    "SessionList": {
        "items": [
            {
                "sessionId": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                "current": True,
                "begunAt": "2026-03-01T08:30:00Z",
                "lastUsedAt": "2026-03-01T11:59:00Z",
                "endsAt": "2026-03-08T08:30:00Z",
                "address": "192.0.2.7",
                "client": "Mozilla/5.0",
            }
        ]
    },
    "SelfRegistration": {"domains": ["example.com"], "roles": ["requester"]},
    "KeySet": {
        "keys": [
            {
                "kty": "OKP",
                "crv": "Ed25519",
                "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
                "kid": "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
                "use": "sig",
                "alg": "EdDSA",
            }
        ]
    },
    "IssuedKey": {
        **_KEY,
        "serviceAccountId": f"svc_{_ID}1",
        "version": 2,
        "key": f"dbk_{_ID}1_...".replace("-", ""),
    },
    "KnownKeys": {"items": [{**_KEY, "lastUsedAt": "2026-03-02T09:31:00Z"}]},
    "BankAccountAnswer": {
        "supplierId": f"sup_{_ID}1",
        "bankAccount": 1,
        "status": "PendingConfirmation",
        "version": 3,
    },
    "StateMachine": as_data(SUPPLIER.machine),
    "StateMachines": {"items": [as_data(SUPPLIER.machine)]},
    "EventPage": {"items": [_EVENT], "nextAfter": 42},
    "Diff": {
        "id": _ORDER,
        "from": 1,
        "to": 2,
        "changes": [{"path": "/lines/0/quantity", "from": "10", "to": "12"}],
    },
    "JobProblems": {
        "items": [
            {
                "line": 17,
                "column": "email",
                "error": "InvalidValue",
                "sentence": "must be an e-mail address like ann@example.com",
                "value": "b…",
            }
        ],
        "nextCursor": "17.1",
    },
    "OrderMatchDocument": _MATCH,
    "SubjectReport": {
        "subjectId": f"sup_{_ID}1",
        "erased": False,
        "documents": [
            {
                "id": f"sup_{_ID}1",
                "values": [
                    {
                        "position": 7,
                        "occurredAt": "2026-03-02T09:30:00Z",
                        "eventType": "purchasing.supplier.registered",
                        "field": "/name",
                        "kind": "name",
                        "value": "Stuhlwerk GmbH",
                    }
                ],
            }
        ],
        "totalDocuments": 1,
        "next": None,
    },
    "ProblemType": _PROBLEM,
    "ProblemTypes": {"items": [_PROBLEM]},
    **PROOFS,
    **HISTORY,
    "ReportCatalogue": {"items": [described(REPORTS[0].shape)]},
    "ExportNames": {"items": [{"name": "events"}, {"name": "invoice_facts"}]},
    "Health": {"status": "alive"},
    "Readiness": {"status": "ready", "checks": [{"name": "database", "problem": None}]},
}


def example_answer(operation: Operation, rows: Rows) -> Any:
    """What the operation would answer; raises KeyError when somebody forgot to say."""
    declared = operation.declared
    model = declared.gives.model
    assert model is not None
    if issubclass(model, ReportModel):
        return example_report(_REPORTS[declared.needs.removeprefix("reports.")])
    if declared.lists is not None:
        return {"items": [rows[declared.lists]]}
    if model.__name__ in _BY_MODEL:
        return _BY_MODEL[model.__name__]
    policy = _POLICIES.get(operation.name)
    if policy is not None:
        return orjson.loads(render_policy(specimens()["policies"], policy))
    noun = _NOUNS.get(declared.needs) or declared.needs.partition(".")[0]
    return document_example("tenants" if noun == "sandbox" else noun)
