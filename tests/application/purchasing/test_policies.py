"""Reactions of purchasing: the right task for each event, and one effect however often it comes."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from application.identity.user import change_approval_level
from application.policy_reactor import PolicyReactor
from application.ports.event_store import RecordedEvent
from application.purchasing import purchase_order as orders
from application.purchasing.policies import OrderResumption, RequisitionRouting
from domain.identity.user.commands import ChangeApprovalLevel
from domain.purchasing.purchase_order import commands as order
from domain.purchasing.purchase_order.state import Status as OrderStatus
from domain.purchasing.requisition.events import RequisitionApproverNotFound, RequisitionRouted
from domain.purchasing.requisition.state import Status
from domain.shared.approval_level import ApprovalLevel
from domain.shared.context import SYSTEM
from domain.shared.ids import RequisitionId, TenantId, UserId
from tests.application.purchasing.buying import Buying, wanted
from tests.application.stage import ROOT


@dataclass
class KnownApprovers:
    """The people whom the read side would propose, and how far the log had to be known for that."""

    people: list[UserId]
    asked: list[int] = field(default_factory=list)

    async def candidates(
        self, tenant: TenantId, level: ApprovalLevel, position: int
    ) -> Sequence[UserId]:
        """Everybody, in order."""
        self.asked.append(position)
        return self.people


@dataclass
class KnownWaiting:
    """The requisitions that the read side would find waiting."""

    requisitions: list[RequisitionId]
    asked: list[ApprovalLevel] = field(default_factory=list)

    async def waiting(
        self, tenant: TenantId, level: ApprovalLevel, position: int
    ) -> Sequence[RequisitionId]:
        """All of them."""
        self.asked.append(level)
        return self.requisitions


async def events_for(buying: Buying, reactor: PolicyReactor) -> list[RecordedEvent]:
    """What the log has for a policy so far."""
    history = await buying.stage.history()
    return [recorded for recorded in history if recorded.event_type in reactor.event_types]


async def deliver(buying: Buying, reactor: PolicyReactor) -> None:
    """Every event three times and in any order, until nothing new happens."""
    chance, seen = random.Random(7), -1
    while seen != len(await buying.stage.history()):
        seen = len(await buying.stage.history())
        events = await events_for(buying, reactor) * 3
        chance.shuffle(events)
        for recorded in events:
            await reactor.handle(recorded)


async def test_a_submitted_requisition_is_routed_once(buying: Buying) -> None:
    approvers = KnownApprovers([buying.ann, buying.cleo, buying.dan])
    reactor = PolicyReactor(RequisitionRouting(approvers, KnownWaiting([])), buying.stage.desk)
    requisition_id = await buying.requisition()
    submitted_at = len(await buying.stage.history())
    await deliver(buying, reactor)
    routed = await buying.asked(requisition_id)
    assert (routed.state.approver, routed.version) == (buying.cleo, 3)
    assert submitted_at in approvers.asked


async def test_the_reaction_names_the_event_that_caused_it(buying: Buying) -> None:
    routing = RequisitionRouting(KnownApprovers([buying.cleo]), KnownWaiting([]))
    await buying.requisition()
    await deliver(buying, PolicyReactor(routing, buying.stage.desk))
    submitted, routed = (await buying.stage.history())[-2:]
    assert isinstance(routed.event, RequisitionRouted)
    assert routed.metadata["actor"] == SYSTEM
    assert routed.metadata["causationId"] == str(submitted.event_id)


async def test_a_requisition_without_an_approver_is_routed_when_somebody_gains_the_level(
    buying: Buying,
) -> None:
    lowered = ChangeApprovalLevel(approval_level=ApprovalLevel.L1)
    await buying.stage.do(ROOT, change_approval_level(buying.dan, lowered))
    dear = await buying.requisition(wanted("300"))
    waiting = KnownWaiting([dear])
    routing = RequisitionRouting(KnownApprovers([buying.cleo]), waiting)
    reactor = PolicyReactor(routing, buying.stage.desk)
    await deliver(buying, reactor)
    assert (await buying.asked(dear)).state.approver_missing
    raised = ChangeApprovalLevel(approval_level=ApprovalLevel.L3)
    await buying.stage.do(ROOT, change_approval_level(buying.cleo, raised))
    await deliver(buying, reactor)
    routed = await buying.asked(dear)
    assert (routed.state.status, routed.state.approver) == (Status.MANAGER_REVIEW, buying.cleo)
    history = [type(recorded.event) for recorded in await buying.stage.history()]
    assert history.count(RequisitionApproverNotFound) == history.count(RequisitionRouted) == 1


async def test_whoever_loses_a_level_is_not_asked(buying: Buying) -> None:
    waiting = KnownWaiting([])
    routing = RequisitionRouting(KnownApprovers([]), waiting)
    lowered = ChangeApprovalLevel(approval_level=None)
    await buying.stage.do(ROOT, change_approval_level(buying.cleo, lowered))
    (recorded,) = (await buying.stage.history())[-1:]
    assert await routing.react(recorded) == ()
    assert waiting.asked == []


async def test_a_settled_order_is_taken_back_once(buying: Buying) -> None:
    order_id = await buying.acknowledged()
    before = await buying.order(order_id)
    await buying.stage.do(buying.ben, orders.dispute_order(order_id, order.Dispute(reason="?")))
    await buying.stage.do(buying.ben, orders.resolve_dispute(order_id, order.ResolveApprove()))
    assert (await buying.order(order_id)).state.status is OrderStatus.APPROVED
    await deliver(buying, PolicyReactor(OrderResumption(), buying.stage.desk))
    after = await buying.order(order_id)
    assert (after.state, after.version) == (before.state, before.version + 4)


async def test_an_issued_order_has_nothing_to_resume(buying: Buying) -> None:
    order_id = await buying.acknowledged()
    before = len(await buying.stage.history())
    await deliver(buying, PolicyReactor(OrderResumption(), buying.stage.desk))
    assert len(await buying.stage.history()) == before
    assert (await buying.order(order_id)).state.status is OrderStatus.ACKNOWLEDGED
