"""Who may do what, as the table of permissions says, and at which address."""

from collections.abc import Mapping
from itertools import groupby

from api.http.app import operations
from application.permissions import PERMISSIONS, Permission
from application.permissions.ownership import OWNERSHIPS, Ownership
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
    return page("Permissions", _INTRODUCTION, contents, *parts, _by_role(), _ownership())


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
    return ", ".join(
        f"{role} (own)" if role in permission.own else role
        for role in Role
        if role in permission.roles
    )


def _by_role() -> str:
    columns = ("operation", *(role.value for role in Role))
    rows = [
        (code(one.operation), *(one.reach({role}) or "" for role in Role))
        for one in PERMISSIONS.values()
        if one.roles != frozenset(Role)
    ]
    introduction = (
        "What everybody may is left out. `any` goes for every document of the tenant, `own` for those "
        "that are [one's own](#what-is-ones-own)."
    )
    return f"## By role\n\n{introduction}\n\n{table(columns, rows)}"


def _ownership() -> str:
    """What `own` means for each kind of document, in which states, and what stays hidden of it."""
    columns = ("documents", "own", "seen in", "never shown")
    rows = [
        (one.collection, one.sentence, _states(one), ", ".join(map(code, sorted(one.withheld))))
        for one in OWNERSHIPS
    ]
    introduction = (
        "A user of a supplier sees these, and of them only what is the supplier's. Anything else is "
        "answered like something that does not exist."
    )
    return f"## What is one's own\n\n{introduction}\n\n{table(columns, rows)}"


def _states(ownership: Ownership) -> str:
    machine = ownership.decider.machine
    if not ownership.states:
        return "every state"
    return ", ".join(state for state in machine.states if state in ownership.states)


def _addresses() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for operation in operations():
        address = f"{operation.method} {operation.path}"
        found.setdefault(operation.declared.needs, []).append(address)
    return found
