"""What an auditor keeps, and what is proved to them by it: checkpoints, keys and proofs."""

from datetime import datetime
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field

from api.http.answer import NEVER_KEPT, PRIVATE, VARIES, Answer
from api.http.exchange import Exchange
from api.http.models import Wire
from api.http.operation import Gives
from api.http.past import PARAMETERS, WholeNumber
from api.http.resource import Resource
from application.audit.proving import NotSealed
from application.ports.log_trees import SignedCheckpoint
from application.ports.read_models import MOST_ROWS, USUAL_ROWS
from domain.shared.message import Message

proofs = Resource("/v1/audit", "Audit")

_Count = Annotated[int, WholeNumber, Field(ge=1)]
_Hash = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class CheckpointAnswer(Wire):
    """A signed head of the log's Merkle tree."""

    size: int = Field(description="How many events it covers: those up to this position.")
    root: _Hash
    note: str = Field(description="What was signed, as a C2SP signed note; keep it outside.")
    signed_at: str


class CheckpointPage(Wire):
    """Checkpoints, the newest first."""

    items: list[CheckpointAnswer]
    next_below: int | None = Field(
        None, description="`below` of the next page; absent on the last."
    )


class InclusionProof(Wire):
    """RFC 6962: the leaf hash and the others lead to the root."""

    position: int
    tree_size: int
    leaf_hash: _Hash
    hashes: list[_Hash]
    root: _Hash
    checkpoint: CheckpointAnswer | None = Field(
        None, description="Absent when the tree of that size was not signed."
    )


class ConsistencyProof(Wire):
    """RFC 6962: the hashes lead from the old root to the new one."""

    from_: int = Field(alias="from")
    to: int
    hashes: list[_Hash]
    from_root: _Hash
    to_root: _Hash


class VerifierKeyAnswer(Wire):
    """A public key that checkpoints are verified with."""

    key: str = Field(description="Name, id and Ed25519 key, as C2SP writes them.")
    since: str = Field(description="When it began to sign.")
    until: str | None = Field(
        None, description="Since when another one signs; absent for that one."
    )
    handover: str | None = Field(
        None,
        description="A C2SP signed note, in which the key before says that this one comes after it.",
    )


class VerifierKeys(Wire):
    """All of them, the newest first."""

    keys: list[VerifierKeyAnswer]


class MakeCheckpoint(Message):
    """Nothing has to be said."""


class PageOfCheckpoints(BaseModel):
    """Which checkpoints are asked for."""

    model_config = PARAMETERS

    below: _Count | None = Field(None, description="Only those of fewer events.")
    limit: Annotated[int, WholeNumber, Field(ge=1, le=MOST_ROWS)] = USUAL_ROWS


class InTree(BaseModel):
    """In which tree."""

    model_config = PARAMETERS

    size: _Count | None = Field(
        None, description="Of how many events; the newest checkpoint's without."
    )


class FromTo(BaseModel):
    """Two sizes of the log."""

    model_config = PARAMETERS

    from_: _Count = Field(..., alias="from", description="How many events the log had.")
    to: _Count | None = Field(
        None, description="How many it had later; the newest checkpoint's without."
    )


@proofs.plain("GET", "/checkpoint", "checkpoints.read", Gives(CheckpointAnswer, or_problems=(404,)))
async def show_newest(exchange: Exchange) -> Answer:
    """The newest signed head of the caller's log."""
    tenant = exchange.known_caller().tenant
    found = await exchange.services.proofs.trees.checkpoints(tenant, below=None, limit=1)
    if not found:
        raise NotSealed(1, 0)
    return _json(_told(found[0]))


@proofs.plain("GET", "/checkpoints", "checkpoints.list", Gives(CheckpointPage))
async def list_all(wanted: Annotated[PageOfCheckpoints, Query()], exchange: Exchange) -> Answer:
    """Every signed head, the newest first."""
    tenant, trees = exchange.known_caller().tenant, exchange.services.proofs.trees
    found = await trees.checkpoints(tenant, below=wanted.below, limit=wanted.limit + 1)
    shown = found[: wanted.limit]
    following = shown[-1].size if len(found) > len(shown) else None
    return _json(CheckpointPage(items=[_told(each) for each in shown], next_below=following))


@proofs.plain(
    "POST", "/checkpoints", "checkpoints.sign", Gives(CheckpointAnswer, 201, or_problems=(409,))
)
async def sign(_: MakeCheckpoint, exchange: Exchange) -> Answer:
    """Sign the log as it ends now."""
    signed = await exchange.services.proofs.sealer.seal(exchange.known_caller().tenant)
    assert signed is not None, "somebody who is let in has a log"
    return _json(_told(signed), 201)


@proofs.plain(
    "GET", "/proofs/{position}", "proofs.inclusion", Gives(InclusionProof, or_problems=(409,))
)
async def include(
    position: _Count, wanted: Annotated[InTree, Query()], exchange: Exchange
) -> Answer:
    """That the event at a position is in the log that was signed."""
    tenant, prover = exchange.known_caller().tenant, exchange.services.proofs.prover
    proved = await prover.inclusion(tenant, position, wanted.size)
    return _json(
        InclusionProof(
            position=proved.position,
            tree_size=proved.size,
            leaf_hash=proved.leaf.hex(),
            hashes=[each.hex() for each in proved.proof],
            root=proved.root.hex(),
            checkpoint=_told(proved.checkpoint) if proved.checkpoint else None,
        )
    )


@proofs.plain(
    "GET", "/consistency", "proofs.consistency", Gives(ConsistencyProof, or_problems=(409,))
)
async def compare(wanted: Annotated[FromTo, Query()], exchange: Exchange) -> Answer:
    """That the log only grew: what was signed later begins with what was signed before."""
    tenant, prover = exchange.known_caller().tenant, exchange.services.proofs.prover
    proved = await prover.consistency(tenant, wanted.from_, wanted.to)
    return _json(
        ConsistencyProof(
            from_=proved.old,
            to=proved.new,
            hashes=[each.hex() for each in proved.proof],
            from_root=proved.old_root.hex(),
            to_root=proved.new_root.hex(),
        )
    )


@proofs.plain("GET", "/keys", "checkpoints.keys", Gives(VerifierKeys))
async def show_keys(exchange: Exchange) -> Answer:
    """What the checkpoints of the caller's log are verified with."""
    keys = exchange.services.proofs.keys(exchange.known_caller().tenant)
    told = [
        VerifierKeyAnswer(
            key=each.key,
            since=_instant(each.since),
            until=_instant(each.until) if each.until else None,
            handover=each.handover,
        )
        for each in keys
    ]
    return _json(VerifierKeys(keys=told))


def _told(signed: SignedCheckpoint) -> CheckpointAnswer:
    return CheckpointAnswer(
        size=signed.size,
        root=signed.root.hex(),
        note=signed.note,
        signed_at=_instant(signed.signed_at),
    )


def _instant(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def _json(model: BaseModel, status: int = 200) -> Answer:
    body = model.model_dump_json(by_alias=True, exclude_none=True).encode()
    return Answer(status, body, [NEVER_KEPT] if status == 201 else [PRIVATE, VARIES])
