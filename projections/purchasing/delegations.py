"""Who may approve for whom?"""

from application.documents.delegation import document, render
from application.ports.read_models import ListShape
from application.ports.states import Folded
from domain.purchasing.delegation.machine import DELEGATION, Delegation
from domain.shared.ids import UserId
from projections.columns import Column, ColumnType
from projections.document_projection import ReadModel
from projections.filters import created_filters, equal_filter


def _delegators(folded: Folded[Delegation]) -> list[UserId]:
    return sorted({granted.delegator for granted in folded.state.grants})


DELEGATIONS = ReadModel(
    name="delegations",
    table="delegations",
    decider=DELEGATION,
    document=render,
    summary=document,
    columns=(
        Column("delegate", ColumnType.TEXT, lambda folded: folded.state.delegate),
        Column("delegators", ColumnType.TEXTS, _delegators),
    ),
    shape=ListShape(
        name="delegations",
        filters=(
            equal_filter("delegate", "delegate", "Lent to this user."),
            equal_filter("delegator", "delegators", "Lent by this user, revoked or not."),
            *created_filters(),
        ),
        sorts={"createdAt": "created_at"},
        default_sort="-createdAt",
    ),
)
