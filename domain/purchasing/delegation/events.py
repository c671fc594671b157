"""What happens to the authority that others hand to a person. Grants are numbered per delegate, from 1."""

from typing import ClassVar

from domain.shared.approval_level import ApprovalLevel
from domain.shared.business_date import BusinessDate
from domain.shared.ids import UserId
from domain.shared.message import Event
from domain.shared.text import Reason


class AuthorityDelegated(Event):
    """`delegate` may approve as `delegator` could, both days included; `level` is what was handed over."""

    event_type: ClassVar[str] = "purchasing.delegation.granted"

    number: int
    delegator: UserId
    delegate: UserId
    level: ApprovalLevel
    first_day: BusinessDate
    last_day: BusinessDate
    comment: Reason | None = None


class DelegationRevoked(Event):
    """The grant ended at once, whatever its last day says; approvals made under it stand."""

    event_type: ClassVar[str] = "purchasing.delegation.revoked"

    number: int
    delegator: UserId
    delegate: UserId
    revoked_by: UserId
    comment: Reason | None = None
