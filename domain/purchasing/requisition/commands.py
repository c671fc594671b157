"""What may be asked of a requisition."""

from domain.purchasing.approval import QuotedRate
from domain.purchasing.lines import RequestedLine
from domain.shared.business_date import BusinessDate
from domain.shared.ids import BranchId, SupplierId, UserId
from domain.shared.message import Command
from domain.shared.payment_terms import PaymentTerms
from domain.shared.text import Code, LongText, Reason


class Create(Command):
    """Begin to ask for something."""

    justification: LongText
    cost_center: Code | None = None
    branch_id: BranchId | None = None
    needed_by: BusinessDate | None = None
    exchange_rate: QuotedRate | None = None
    lines: tuple[RequestedLine, ...]


class Edit(Command):
    """Ask for something else, while it is a draft."""

    lines: tuple[RequestedLine, ...]


class Submit(Command):
    """Ask for approval."""

    exchange_rate: QuotedRate | None = None
    comment: LongText | None = None


class RouteForApproval(Command):
    """Ask this person to approve; without one, nobody could be found."""

    approver: UserId | None = None


class Approve(Command):
    """Agree that it is bought."""

    comment: LongText | None = None


class Reject(Command):
    """Disagree, and say why."""

    reason: Reason


class ConvertToPo(Command):
    """Order it from this supplier; the terms are the supplier's unless stated."""

    supplier_id: SupplierId
    payment_terms: PaymentTerms | None = None


class Copy(Command):
    """Begin a new draft with the same content."""
