"""What must hold before somebody is forgotten."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.shared.context import Context
from domain.shared.refusal import AuthorityRefused, StateRefused
from domain.shared.rule import rule


@dataclass(frozen=True, slots=True)
class ErasureContext(Context):
    """The documents with the subject that are not over, some of them; whether its data is sealed."""

    open_business: tuple[str, ...] = ()
    sealed: bool = True


class OpenBusiness(StateRefused):
    """Orders, invoices, payments or contracts with the subject are not over."""


class HistoryNotSealed(StateRefused):
    """What the log says of the subject was stored before personal data was sealed, and can't be erased."""


class OwnErasure(AuthorityRefused):
    """Somebody asked for their own erasure, and would destroy the only trace of who they were."""


def _open(_: Any, __: Any, context: ErasureContext) -> Mapping[str, Any]:
    return {"documents": list(context.open_business)}


@rule(OpenBusiness, _open)
def nothing_is_open_with_the_subject(context: ErasureContext) -> bool:
    """Nobody is forgotten with whom orders, invoices, payments or contracts are not over."""
    return not context.open_business


@rule(HistoryNotSealed)
def history_of_the_subject_is_sealed(context: ErasureContext) -> bool:
    """Only what was sealed when it was stored can be erased."""
    return context.sealed


@rule(OwnErasure)
def nobody_erases_themselves(command: Any, context: ErasureContext) -> bool:
    """Nobody erases themselves; another administrator has to."""
    return bool(command.subject_id != context.actor)
