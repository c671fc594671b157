"""The end of the play: the log is signed, read again from its first event, and found as it was signed."""

from collections.abc import Sequence
from datetime import datetime

import orjson

from api.cli.demo.client import Call, post
from api.cli.demo.company import Person
from api.cli.demo.evidence import NotAsPlayed
from api.cli.demo.finance.figures import Proof


def prove(admin: Person, again: Sequence[str]) -> Proof:
    """Sign and verify the log through the API; raises NotAsPlayed unless every event is as it was.

    `again` are the commands with which anybody does so once more.
    """
    signed = admin.does(post("/v1/audit/checkpoints", {}))
    told = admin.send(Call("GET", "/v1/audit/verification")).content.splitlines()
    found = orjson.loads(told[-1])
    if not found["verified"] or found["sealed"] < signed["size"]:
        raise NotAsPlayed(f"the log is not as it was signed: {found}", "daybook audit verify")
    return Proof(
        events=found["events"],
        sealed=signed["size"],
        root=signed["root"],
        signed_at=datetime.fromisoformat(signed["signedAt"]),
        key=admin.sees("/v1/audit/keys")["keys"][0]["key"],
        again=again,
    )
