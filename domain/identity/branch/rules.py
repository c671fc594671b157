"""What must hold for branches."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.identity.branch.commands import Open
from domain.shared.context import Context
from domain.shared.ids import Id
from domain.shared.refusal import StateRefused
from domain.shared.rule import rule


@dataclass(frozen=True, slots=True)
class BranchContext(Context):
    """Which document uses the code of a new branch already."""

    code_holder: Id | None = None


class BranchCodeTaken(StateRefused):
    """Another branch has this code."""


def _holder(_: Any, command: Open, context: BranchContext) -> Mapping[str, Any]:
    return {"code": command.code, "branch_id": context.code_holder}


@rule(BranchCodeTaken, _holder)
def code_is_free(context: BranchContext) -> bool:
    """No two branches have the same code, in capitals or small letters."""
    return context.code_holder is None
