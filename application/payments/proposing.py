"""Making the proposal of a run: what is due, less what cannot be paid, as one file can carry it."""

from dataclasses import dataclass, replace

from application.failures import Failure
from application.governance.policy import policies_in_force
from application.identity.tenant import today
from application.payments.collecting import Collecting, RunOrder, due_payments
from application.payments.instruction import instructed
from application.payments.instructions import PainVersion
from application.ports.payment_files import InstructionNotWritable, PaymentFiles
from application.work import Work
from domain.identity.tenant.machine import TENANT
from domain.payments.payment_run.commands import Propose
from domain.payments.payment_run.events import PaymentRunProposed
from domain.payments.payment_run.machine import proposed
from domain.payments.payment_run.transfers import RunTransfer
from domain.payments.references import message_id
from domain.shared.currency import Currency
from domain.shared.ids import PaymentId, PaymentRunId


class NoPayingAccount(Failure):
    """None of our own accounts is in the currency that is to be paid; the policy names them."""


@dataclass(frozen=True, slots=True)
class Proposing:
    """What a run is to be made of, and how its file is written."""

    order: RunOrder
    version: PainVersion
    files: PaymentFiles

    async def proposal(self, work: Work, run: PaymentRunId) -> Propose:
        """What can be paid; raises `NoPayingAccount`, or `InstructionNotWritable` if that is our fault."""
        on = max(self.order.execution_date, await today(work))
        order = replace(self.order, execution_date=on)
        setting = (await policies_in_force(work)).paying_accounts
        accounts = {str(account.currency): account for account in setting.value.accounts}
        collecting = Collecting(run, accounts, on)
        for payment, supplier in await due_payments(work, order):
            collecting.take(PaymentId(payment.stream_id), payment.state, supplier)
        _must_have_accounts(collecting, order)
        propose = Propose(
            execution_date=on,
            currency=None if order.currency is None else Currency(order.currency),
            transfers=(),
            initiator=(await work.load(TENANT, work.request.tenant)).state.name,
            file_version=self.version.value,
            message_id=message_id(run),
            paying_accounts_version=setting.version,
        )
        while not self._can_be_written(collecting, proposed(propose, work.context)):
            pass
        return propose.model_copy(
            update={
                "transfers": collecting.transfers(),
                "held_back": (*collecting.held_back, *order.withheld),
                "left_for_next_run": collecting.left,
            }
        )

    def _can_be_written(self, collecting: Collecting, head: PaymentRunProposed) -> bool:
        """True when a file can carry all that is collected; what none can carry is left out."""
        transfers = collecting.transfers()
        if not transfers or self._why_not(head, transfers) is None:
            return True
        found = [(one, self._why_not(head, (one,))) for one in transfers]
        for one, why in found:
            if why is not None:
                collecting.leave_out(one, why.detail)
        if not any(why for _, why in found):
            self.files.write(instructed(head, transfers))
        return False

    def _why_not(
        self, head: PaymentRunProposed, transfers: tuple[RunTransfer, ...]
    ) -> InstructionNotWritable | None:
        try:
            self.files.write(instructed(head, transfers))
        except InstructionNotWritable as wrong:
            return wrong
        return None


def _must_have_accounts(collecting: Collecting, order: RunOrder) -> None:
    """Raises `NoPayingAccount` when a missing account of ours is all that stands in the way."""
    if collecting.missing and (order.currency is not None or not collecting.transfers()):
        raise NoPayingAccount(
            "the policy paying-accounts names no account of ours in this currency",
            currencies=sorted(collecting.missing),
        )
