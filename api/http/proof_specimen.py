"""What is proved of a log of two events, for the examples of the contract."""

from collections.abc import Mapping
from typing import Any

_FIRST = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
_ROOT = "b6a1a2c9a3e3f5d0d8c5f7a29e6c8e6b0c1a4a8de2c64b5ae1f1b1a0c3a0f2d4"
_NAME = "daybook/ten_7c9e6679-7425-40de-944b-e07fc1f90ae7"
_CHECKPOINT = {
    "size": 2,
    "root": _ROOT,
    "note": f"{_NAME}\n2\ntqGiyaPj9dDYxfeinmyOawwaSo3ixktK4fGxoMOg8tQ=\n\n— {_NAME} AbCdEf...\n",
    "signedAt": "2026-03-02T09:30:30.000412Z",
}

PROOFS: Mapping[str, Any] = {
    "CheckpointAnswer": _CHECKPOINT,
    "CheckpointPage": {"items": [_CHECKPOINT]},
    "VerifierKeys": {
        "keys": [
            {
                "key": f"{_NAME}+8e7b6a5d+AdWYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
                "since": "2026-03-01T08:00:00.000112Z",
            }
        ]
    },
    "InclusionProof": {
        "position": 2,
        "treeSize": 2,
        "leafHash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "hashes": [_FIRST],
        "root": _ROOT,
        "checkpoint": _CHECKPOINT,
    },
    "ConsistencyProof": {
        "from": 1,
        "to": 2,
        "hashes": ["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
        "fromRoot": _FIRST,
        "toRoot": _ROOT,
    },
}
"""By the name of the model of the answer."""
