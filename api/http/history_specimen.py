"""A requisition, what came of it, and what follows what in requisitions, for examples of the contract."""

from collections.abc import Mapping
from typing import Any

_REQUISITION = "req_3f2504e0-4f89-41d3-9a0c-0305e82c3301"
_SUBMITTED = "0195c2f1-6b1e-7c3a-9f00-3a5f0f2b7c11"


def _event(position: int, event_id: str, kind: str, version: int) -> dict[str, Any]:
    return {
        "position": position,
        "eventId": event_id,
        "type": f"purchasing.requisition.{kind}",
        "streamId": _REQUISITION,
        "version": version,
        "ledTo": [],
    }


_REACTION = {
    "actor": "usr_00000000-0000-4000-8000-000000000000",
    "causationId": _SUBMITTED,
    "occurredAt": "2026-03-02T09:30:00.018Z",
    "events": [_event(43, "0195c2f1-6b30-7d11-8a00-7d1d2f0c9e42", "routed", 3)],
}
_REQUEST = {
    "actor": "usr_3f2504e0-4f89-41d3-9a0c-0305e82c3302",
    "requestId": "4c1b7a52e5f04c4f9a3b1d2e6f708192",
    "occurredAt": "2026-03-02T09:30:00Z",
    "events": [
        _event(41, "0195c2f1-6b1e-7c3a-9f00-3a5f0f2b7c10", "created", 1),
        {**_event(42, _SUBMITTED, "submitted", 2), "ledTo": [_REACTION]},
    ],
}

HISTORY: Mapping[str, Any] = {
    "CausationAnswer": {
        "stories": [{"correlationId": "4c1b7a52e5f04c4f9a3b1d2e6f708192", "deeds": [_REQUEST]}],
        "complete": True,
    },
    "DirectlyFollowsAnswer": {
        "objectType": "requisition",
        "position": 43,
        "objects": 1,
        "activities": [
            {"name": "created", "times": 1, "begins": 1, "ends": 0},
            {"name": "submitted", "times": 1, "begins": 0, "ends": 1},
        ],
        "follows": [{"from": "created", "to": "submitted", "times": 1, "meanSeconds": 0}],
    },
}
"""By the name of the model of the answer."""
