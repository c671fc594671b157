"""What an amendment makes of an issued order, and whether it needs a fresh approval."""

from dataclasses import replace

from domain.purchasing.lines import AmendedLine, numbered, order_lines, order_totals
from domain.purchasing.purchase_order.commands import Amend
from domain.purchasing.purchase_order.events import ReapprovalCause
from domain.purchasing.purchase_order.state import PurchaseOrder, Revision


def first_new_line(state: PurchaseOrder, lines: tuple[AmendedLine, ...]) -> int:
    """The number of the first line that has none: 1 when no line names one, else the next free one."""
    if all(line.po_line is None for line in lines):
        return 1
    return max((line.po_line for line in state.current.lines), default=0) + 1


def amended_lines(state: PurchaseOrder, command: Amend) -> dict[int, AmendedLine]:
    """The amended lines by the number that each of them gets."""
    return dict(numbered(command.lines, first_new_line(state, command.lines)))


def amended_revision(state: PurchaseOrder, command: Amend) -> Revision:
    """The order as the amendment wants it; it keeps the approval it has until a fresh one is asked for."""
    lines = order_lines(command.lines, first_new_line(state, command.lines))
    return replace(
        state.current,
        number=state.last_revision + 1,
        supplier_id=command.supplier_id or state.current.supplier_id,
        lines=lines,
        totals=order_totals(lines, state.agreed.currency),
        reason=command.reason,
    )


def reapproval_causes(former: Revision, amended: Revision) -> tuple[ReapprovalCause, ...]:
    """Why the amendment needs a fresh approval; none when it costs no more and stays with the supplier."""
    causes = {
        ReapprovalCause.TOTAL_RISES: amended.totals.gross > former.totals.gross,
        ReapprovalCause.SUPPLIER_CHANGES: amended.supplier_id != former.supplier_id,
    }
    return tuple(cause for cause, holds in causes.items() if holds)
