"""The facts that decisions in purchasing rest on, read so that they still hold when these are stored."""

from application.governance.policy import policies_in_force
from application.permissions.roles import APPROVING
from application.purchasing.delegation import lent_authority
from application.work import Work
from domain.identity.branch.machine import BRANCH
from domain.identity.user.machine import USER
from domain.purchasing.approval import ApprovalPolicy, Authority
from domain.purchasing.context import BranchFacts, PurchasingContext, SupplierFacts
from domain.purchasing.supplier.machine import SUPPLIER
from domain.shared.ids import BranchId, SupplierId, UserId


def plain_context(work: Work) -> PurchasingContext:
    """For commands whose rules need no facts beside the document."""
    return PurchasingContext(work.request.actor, work.at)


async def chosen_context(work: Work, chosen: UserId) -> PurchasingContext:
    """For the choice of an approver: whether there is such a user, and the level of their own."""
    active = (await work.find(USER, chosen)).state.active
    return PurchasingContext(
        work.request.actor,
        work.at,
        authorities=await own_authority(work, chosen),
        chosen=chosen if active else None,
    )


async def approver_context(work: Work) -> PurchasingContext:
    """For approvals: what the caller may approve with, by the log and not by their token.

    Their own level comes with a role that approves. Whoever comes without one, as a machine that has other
    roles of its owner, comes without the level; the product itself asks without any role.
    """
    held, roles = await authorities(work, work.request.actor), work.request.roles
    if roles and APPROVING.isdisjoint(roles):
        held = tuple(one for one in held if one.delegated)
    return PurchasingContext(work.request.actor, work.at, authorities=held)


async def submitter_context(work: Work, supplier: SupplierId | None) -> PurchasingContext:
    """For whatever asks for an approval: the policies that apply now, and the supplier if there is one."""
    return PurchasingContext(
        work.request.actor,
        work.at,
        policy=await approval_policy(work),
        supplier=await supplier_facts(work, supplier),
    )


async def authorities(work: Work, user: UserId) -> tuple[Authority, ...]:
    """Every level that a user may approve with today: their own, and what others lend them.

    Somebody who is kept out holds none, and what a delegator lost or never had is not lent.
    """
    if not (await work.find(USER, user)).state.active:
        return ()
    lent = await lent_authority(work, user)
    return (
        *await own_authority(work, user),
        *(Authority(one.level, one.delegator, delegated=True) for one in lent),
    )


async def own_authority(work: Work, user: UserId) -> tuple[Authority, ...]:
    """A user's own level, if they have one and are not kept out."""
    level = (await work.find(USER, user)).state.authority
    return (Authority(level, user),) if level else ()


async def approval_policy(work: Work) -> ApprovalPolicy:
    """The policies on approvals as they stand."""
    policies = await policies_in_force(work)
    thresholds, mode = policies.approval_thresholds, policies.approval_mode
    return ApprovalPolicy(thresholds.value, thresholds.version, mode.value, mode.version)


async def supplier_facts(work: Work, supplier_id: SupplierId | None) -> SupplierFacts | None:
    """A supplier as it stands; None when there is none of that id, which a rule then refuses."""
    if supplier_id is None:
        return None
    supplier = (await work.find(SUPPLIER, supplier_id)).state
    if supplier.profile is None:
        return None
    return SupplierFacts(
        supplier_id=supplier_id,
        name=supplier.profile.name,
        active=supplier.active,
        payment_terms=supplier.profile.payment_terms,
        currency=supplier.profile.currency,
    )


async def branch_facts(work: Work, branch_id: BranchId | None) -> BranchFacts | None:
    """A branch as it stands; None when there is none of that id, which a rule then refuses."""
    if branch_id is None:
        return None
    branch = (await work.find(BRANCH, branch_id)).state
    return None if branch.status is None else BranchFacts(branch_id, branch.open)


def carried_branch(branch_id: BranchId | None) -> BranchFacts | None:
    """The branch of a document from which another is made: it goes along, also once it is closed."""
    return None if branch_id is None else BranchFacts(branch_id, active=True)
