"""What the routes that prove the log are given to work with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from application.audit.log_key import LogKey
from application.audit.proving import Prover
from application.ports.log_check import LogCheck
from application.ports.log_exports import LogExports
from application.ports.log_trees import LogTrees
from application.ports.sealer import Sealer
from domain.shared.ids import TenantId


@dataclass(frozen=True, slots=True)
class Proofs:
    """Trees, whoever signs them, and what is made of them; `keys` tells what verifies them."""

    trees: LogTrees
    sealer: Sealer
    prover: Prover
    exports: LogExports
    check: Callable[[TenantId], LogCheck]
    keys: Callable[[TenantId], Sequence[LogKey]]
