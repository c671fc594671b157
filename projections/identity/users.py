"""Who acts in the tenant, with which roles, and up to which level may they approve?"""

from collections.abc import Sequence

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from application.documents.user import document, render
from application.ports.read_models import ListShape
from application.ports.states import Folded
from domain.identity.role import in_order
from domain.identity.user.machine import USER, User
from domain.shared.approval_level import ApprovalLevel
from domain.shared.ids import TenantId, UserId
from projections.columns import Column, ColumnType
from projections.document_projection import ReadModel
from projections.filters import created_filters, equal_filter, search_filter, status_filter


def _search(folded: Folded[User]) -> str:
    return f"{folded.state.name}\n{folded.state.email or ''}".lower()


USERS = ReadModel(
    name="users",
    table="users",
    decider=USER,
    document=render,
    summary=document,
    columns=(
        Column("status", ColumnType.TEXT, lambda folded: folded.state.status),
        Column("email", ColumnType.TEXT, lambda folded: folded.state.email),
        Column("name", ColumnType.TEXT, lambda folded: folded.state.name),
        Column("roles", ColumnType.TEXTS, lambda folded: in_order(folded.state.roles)),
        Column("approval_level", ColumnType.TEXT, lambda folded: folded.state.approval_level),
        Column("search", ColumnType.TEXT, _search),
    ),
    shape=ListShape(
        name="users",
        filters=(
            status_filter("Active"),
            equal_filter("role", "roles", "With this role, among others perhaps."),
            equal_filter("approvalLevel", "approval_level", "With exactly this approval level."),
            search_filter("name or e-mail address"),
            *created_filters(),
        ),
        sorts={"createdAt": "created_at", "name": "name"},
        default_sort="name",
    ),
)

_ABLE = """
    SELECT id FROM projections.users
    WHERE tenant_id = %b AND status = 'Active' AND approval_level >= %b ORDER BY id
"""


async def able_to_approve(
    connection: AsyncConnection[TupleRow], tenant: TenantId, level: ApprovalLevel
) -> Sequence[UserId]:
    """Active users whose own level covers `level`, by id."""
    found = await connection.execute(_ABLE, (str(tenant), level.value))
    return [UserId(row[0]) for row in await found.fetchall()]
