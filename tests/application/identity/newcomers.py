"""Somebody who registers, forgets their password, and reads their mail."""

from application.ports.sessions import SOMEBODY
from domain.identity.role import Role
from domain.identity.self_registration import MailDomain, SelfRegistration
from domain.shared.email_address import EmailAddress
from tests.application.stage import PASSWORD, Stage

BEN = EmailAddress("ben@example.com")
ANOTHER = "entirely different password 9"
OPEN = SelfRegistration(domains=(MailDomain("example.com"),), roles=(Role.REQUESTER,))


async def signs_up(stage: Stage, email: str = BEN, password: str = PASSWORD) -> None:
    """Register, and let what waits be written."""
    who = (EmailAddress(email), "Ben")
    await stage.self_service.register(stage.tenant, who, password, SOMEBODY)
    await stage.post_office.work()


async def forgets(stage: Stage, email: str = BEN) -> None:
    """Ask for a new password, and let what waits be written."""
    await stage.self_service.ask_for_password(email)
    await stage.post_office.work()


def token(stage: Stage, template: str) -> str:
    """What the newest mail says, which is one of these."""
    assert stage.mail.sent[-1].template == template
    return stage.mail.sent[-1].values["token"]
