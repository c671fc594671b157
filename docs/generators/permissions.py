"""Who may do what, as the table of permissions says, and at which address."""

from collections.abc import Mapping
from itertools import groupby

from api.http.app import contract, operations
from application.permissions import PERMISSIONS, Permission
from docs.generators.markdown import code, link, page, slug, table
from domain.identity.role import Role

_INTRODUCTION = (
    "Whatever is not listed is forbidden. A permission opens a door and does not decide: "
    "approval levels, delegations and the segregation of duties are rules of the documents "
    "and hold for every role; see [state machines](state-machines.md)."
)
_COLUMNS = ("operation", "what it allows", "roles", "address")
EVERYBODY = "everybody who is logged in"
ANYBODY = "anybody, without a log-in"


def permissions() -> str:
    """The page."""
    addresses = _addresses()
    groups = {name: list(group) for name, group in groupby(PERMISSIONS.values(), key=_collection)}
    contents = " · ".join(link(name, f"#{slug(name)}") for name in groups)
    parts = [
        f"## {name}\n\n{table(_COLUMNS, [_row(one, addresses) for one in group])}"
        for name, group in groups.items()
    ]
    return page("Permissions", _INTRODUCTION, contents, *parts, _by_role())


def _collection(permission: Permission) -> str:
    return permission.operation.partition(".")[0]


def _row(permission: Permission, addresses: Mapping[str, list[str]]) -> tuple[str, ...]:
    where = ", ".join(map(code, addresses.get(permission.operation, [])))
    return code(permission.operation), permission.sentence, _roles(permission), where


def _roles(permission: Permission) -> str:
    if permission.public:
        return ANYBODY
    if permission.roles == frozenset(Role):
        return EVERYBODY
    return ", ".join(role for role in Role if role in permission.roles)


def _by_role() -> str:
    columns = ("operation", *(role.value for role in Role))
    rows = [
        (code(one.operation), *("✓" if role in one.roles else "" for role in Role))
        for one in PERMISSIONS.values()
        if one.roles != frozenset(Role)
    ]
    introduction = "What everybody may is left out."
    return f"## By role\n\n{introduction}\n\n{table(columns, rows)}"


def _addresses() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for operation in operations(contract()):
        for method in sorted(operation.methods or ()):
            address = f"{method} {operation.path_format}"
            found.setdefault(operation.declared.needs, []).append(address)
    return found
