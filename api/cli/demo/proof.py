"""The end of the play: the log is signed, read again from its first event, and found as it was signed."""

from dataclasses import dataclass

import orjson

from api.cli.demo.client import Call, post
from api.cli.demo.company import Person
from api.cli.demo.evidence import NotAsPlayed

_SHOWN = 16


@dataclass(frozen=True, slots=True)
class Proof:
    """How many events were read again, up to which position they are signed, and the root over those."""

    events: int
    sealed: int
    root: str

    @property
    def sentence(self) -> str:
        """For people."""
        root = self.root[:_SHOWN]
        return f"{self.events:,} events, signed under root {root}..., read again and verified"


def prove(admin: Person) -> Proof:
    """Sign and verify the log through the API; raises NotAsPlayed unless every event is as it was."""
    signed = admin.does(post("/v1/audit/checkpoints", {}))
    told = admin.send(Call("GET", "/v1/audit/verification")).content.splitlines()
    found = orjson.loads(told[-1])
    if not found["verified"] or found["sealed"] < signed["size"]:
        raise NotAsPlayed(f"the log is not as it was signed: {found}", "daybook audit verify")
    return Proof(found["events"], signed["size"], signed["root"])
