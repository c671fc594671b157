"""The file of a run, made of nothing but what its proposal says, so that it is the same at any time."""

from collections.abc import Sequence

from application.payments.instructions import PainVersion, PaymentInstruction, Transfer
from domain.payments.payment_run.events import PaymentRunProposed
from domain.payments.payment_run.state import PaymentRun
from domain.payments.payment_run.transfers import RunTransfer


def instruction_of(run: PaymentRun) -> PaymentInstruction:
    """What the bank is asked to do for a run."""
    return instructed(run.proposed, run.proposed.transfers)


def instructed(
    proposal: PaymentRunProposed, transfers: Sequence[RunTransfer]
) -> PaymentInstruction:
    """What the bank is asked to do for some transfers of a proposal."""
    return PaymentInstruction(
        version=PainVersion(proposal.file_version),
        message_id=proposal.message_id,
        created_at=proposal.proposed_at,
        execution_date=proposal.execution_date,
        initiator=proposal.initiator,
        transfers=tuple(
            Transfer(
                end_to_end_id=transfer.end_to_end_id,
                debtor=transfer.debtor,
                amount=transfer.amount,
                creditor=transfer.account,
                creditor_name=transfer.account.holder,
                remittance=tuple(payment.reference for payment in transfer.payments),
            )
            for transfer in transfers
        ),
    )
