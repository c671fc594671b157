"""What people are in a tenant. What each role may do is data of the application, not of this list."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field


class Role(StrEnum):
    """A duty that somebody has; names are final, because tokens and policies of clients carry them."""

    REQUESTER = "requester"
    BUYER = "buyer"
    APPROVER = "approver"
    WAREHOUSE = "warehouse"
    AP_CLERK = "ap_clerk"
    TREASURER = "treasurer"
    SUPPLIER = "supplier"
    BANK = "bank"
    ANALYST = "analyst"
    AUDITOR = "auditor"
    MANAGER = "manager"
    ADMIN = "admin"
    PLATFORM_ADMIN = "platform_admin"


APPROVING = frozenset({Role.APPROVER, Role.MANAGER, Role.ADMIN})
"""Who may have an approval level of their own."""


PRIVILEGED = frozenset({Role.ADMIN, Role.PLATFORM_ADMIN, Role.BANK, Role.SUPPLIER})
"""What no self-registration ever named: power over others, or the part of another company."""

SELF_GIVEN = frozenset({Role.REQUESTER, Role.WAREHOUSE})
"""All that somebody may become by registering themselves: who asks for things, and who receives them. To
choose suppliers, to approve, to let pass, to pay or to read the log, a person has to give the role."""


def in_order(roles: Iterable[Role]) -> tuple[Role, ...]:
    """Each role once, in the order of the list, so that equal sets look alike wherever they are stored."""
    return tuple(sorted(set(roles), key=_PLACES.__getitem__))


_PLACES = {role: place for place, role in enumerate(Role)}


Roles = Annotated[
    tuple[Role, ...], Field(min_length=1, max_length=len(Role)), AfterValidator(in_order)
]
"""At least one role, each once; a user without any would be a user who may nothing at all."""
