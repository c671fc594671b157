"""What is to be paid by a day, as far as the read side knows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from domain.payments.payment_run.transfers import HeldBack
from domain.shared.ids import PaymentId, TenantId


@dataclass(frozen=True, slots=True)
class DueAmounts:
    """Payments that may be paid, the most urgent first, and invoices that are due but not payable."""

    payments: Sequence[PaymentId]
    withheld: Sequence[HeldBack]


class DuePayments(Protocol):
    """Proposes; whoever pays holds each proposal against the log."""

    async def due(self, tenant: TenantId, on: date, currency: str | None) -> DueAmounts:
        """What may be paid on a day, in one currency or in all of them.

        The answer reflects all that was stored before the call; raises `TimeoutError` when the read side
        does not get there in time.
        """
