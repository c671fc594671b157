"""The life of a contract: owned before it is resold, and paid in parts that never grow."""

from domain.murabaha.contract import commands as c
from domain.murabaha.contract import events as e
from domain.murabaha.contract import rules as r
from domain.murabaha.contract.decide import DECISIONS
from domain.murabaha.contract.evolve import APPLICATIONS
from domain.murabaha.contract.state import MurabahaContract, Status
from domain.shared.derived_id import derived_id
from domain.shared.ids import MurabahaId, PaymentId
from domain.shared.machine import Decider, Machine, Row, rows

S = Status

_WORTH_IT = (
    r.foreign_cost_has_a_rate,
    r.cost_exceeds_the_threshold,
    r.markup_is_in_the_orders_currency,
    r.markup_is_at_most_the_cost,
    r.every_instalment_is_worth_something,
)
_REQUESTING = (
    r.bank_is_active,
    r.bank_is_known,
    r.bank_is_not_the_supplier,
    r.first_instalment_is_due_in_time,
    *_WORTH_IT,
)
_SIGNING = (r.order_is_approved, r.bank_is_active, *_WORTH_IT)
_ACQUIRING = (r.order_is_issued, r.order_costs_what_was_signed)
_SETTLING = (
    r.no_settlement_is_agreed,
    r.something_is_left_to_settle,
    r.rebate_is_in_the_contracts_currency,
    r.rebate_is_at_most_the_remaining_markup,
)
_PAYING = (r.instalment_is_owed,)
_RETURNING = (r.instalment_is_paid,)
_UNOWNED = (S.REQUESTED, S.CONTRACTED)

MACHINE = Machine(
    "murabaha",
    (
        Row(None, c.Request, e.MurabahaRequested, S.REQUESTED, _REQUESTING),
        Row(S.REQUESTED, c.Contract, e.MurabahaContracted, S.CONTRACTED, _SIGNING),
        Row(S.CONTRACTED, c.Acquire, e.MurabahaAssetAcquired, S.ASSET_ACQUIRED, _ACQUIRING),
        Row(
            S.ASSET_ACQUIRED,
            c.Transfer,
            e.MurabahaAssetTransferred,
            S.ASSET_TRANSFERRED,
            (r.order_is_received,),
        ),
        Row(S.ASSET_TRANSFERRED, c.Activate, e.MurabahaActivated, S.ACTIVE),
        Row(S.ACTIVE, c.Settle, e.MurabahaSettlementAgreed, None, _SETTLING),
        Row(S.ACTIVE, c.RecordPaid, e.MurabahaInstalmentPaid, None, _PAYING),
        Row(S.ACTIVE, c.RecordPaid, e.MurabahaSettled, S.SETTLED, _PAYING),
        Row(S.ACTIVE, c.RecordReturned, e.MurabahaInstalmentReturned, None, _RETURNING),
        Row(S.SETTLED, c.RecordReturned, e.MurabahaReopened, S.ACTIVE, _RETURNING),
        *rows(_UNOWNED, c.Cancel, e.MurabahaCancelled, S.CANCELLED),
        *rows((*_UNOWNED, S.ASSET_ACQUIRED), c.EndWithOrder, e.MurabahaCancelled, S.CANCELLED),
    ),
)


def payment_of(contract: MurabahaId, number: int) -> PaymentId:
    """The one payment of an instalment: its id follows from both, so there cannot be a second."""
    return derived_id(PaymentId, contract, str(number))


MURABAHA = Decider(
    machine=MACHINE,
    stream_type="murabaha.contract",
    id_type=MurabahaId,
    initial=MurabahaContract(),
    decisions=DECISIONS,
    applications=APPLICATIONS,
)
"""The aggregate `murabaha contract`."""
