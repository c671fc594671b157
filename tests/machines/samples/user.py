"""Asks of a user."""

from domain.identity.role import Role
from domain.identity.user import commands as c
from domain.identity.user.machine import USER
from domain.identity.user.rules import UserContext
from domain.shared.approval_level import ApprovalLevel
from domain.shared.email_address import EmailAddress
from domain.shared.ids import ErasureId
from tests.domain.purchasing.people import ANN, BEN
from tests.given_when_then import NOON
from tests.machines.walk import Samples

ERASURE = ErasureId("era_3f2504e0-4f89-41d3-9a0c-0305e82c3301")
ANNS = UserContext(ANN, NOON, user=BEN)

USERS = Samples(
    USER,
    (
        (
            c.Register(
                email=EmailAddress("ben@example.com"),
                name="Ben",
                roles=(Role.APPROVER,),
                approval_level=ApprovalLevel.L1,
            ),
            ANNS,
        ),
        (
            c.SignUp(email=EmailAddress("ben@example.com"), name="Ben", roles=(Role.REQUESTER,)),
            ANNS,
        ),
        (c.Verify(), ANNS),
        (c.ChangeRoles(roles=(Role.BUYER,)), ANNS),
        (c.ChangeApprovalLevel(approval_level=ApprovalLevel.L2), ANNS),
        (c.Deactivate(reason="on leave"), ANNS),
        (c.Reactivate(), ANNS),
        (c.Erase(erasure_id=ERASURE), ANNS),
    ),
)
