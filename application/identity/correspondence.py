"""What letters say, and what has to be done before one can be written.

A letter may be written more than once: after a crash, or when the mail server is away. What it causes in
the log happens once, and each mail brings a token of its own, of which the newest counts. Tokens are made
here and nowhere kept but as hashes.
"""

from dataclasses import dataclass
from datetime import timedelta

from application.identity.registration import Registration
from application.identity.throttle import Throttle
from application.ports.credentials import Credential, Credentials
from application.ports.event_store import Upto
from application.ports.letters import Letter, LetterKind
from application.ports.mail import MailUnavailable, Message
from application.ports.mail_tokens import Addressee, MailTokens, Purpose
from application.ports.states import States
from application.request import Request
from domain.identity.tenant.machine import TENANT
from domain.identity.user.commands import SignUp
from domain.identity.user.machine import USER, Status, User
from domain.shared.context import SYSTEM
from domain.shared.ids import TenantId

VERIFY_WITHIN = timedelta(hours=48)
CHOOSE_WITHIN = timedelta(hours=1)
ACCEPT_WITHIN = timedelta(days=7)

_WAITED_FOR = 8
"""How often an invitation looks for its registration: over some minutes, longer than a command can run."""


@dataclass(frozen=True, slots=True)
class Desks:
    """What writing letters stands on; `link` is where a front end takes tokens, empty without one."""

    tokens: MailTokens
    credentials: Credentials
    states: States
    registration: Registration
    throttle: Throttle
    link: str = ""


class Correspondence:
    """Safe to repeat: whoever sends what it writes may have to ask again."""

    def __init__(self, desks: Desks) -> None:
        self._desks = desks

    async def written(self, letter: Letter) -> Message | None:
        """What is to be sent; None when nobody should get a mail. Raises `MailUnavailable` to wait."""
        match letter.kind:
            case LetterKind.SIGN_UP:
                return await self._sign_up(letter)
            case LetterKind.NEW_PASSWORD:
                return await self._new_password(letter, "new-password")
            case LetterKind.INVITATION:
                return await self._invitation(letter)
            case LetterKind.PASSWORD_CHANGED:
                return await self._password_changed(letter)

    async def _sign_up(self, letter: Letter) -> Message | None:
        tenant = TenantId(letter.facts["tenant"])
        opened = (await self._desks.states.load_at(tenant, TENANT, tenant, Upto())).state
        if not opened.self_registration.admits(letter.email):
            return None  # it was closed since
        command = SignUp(
            email=letter.email,
            name=letter.facts["name"],
            roles=opened.self_registration.given,
        )
        request = Request(tenant, SYSTEM)
        hashed = letter.facts["password_hash"]
        if await self._desks.registration.sign_up(request, command, hashed) is None:
            return await self._new_password(letter, "registered-already")
        if not await self._may_write(letter):
            return None
        hours = str(int(VERIFY_WITHIN / timedelta(hours=1)))
        return await self._with_token(letter, "verify", Purpose.VERIFY, {"hours": hours})

    async def _new_password(self, letter: Letter, template: str) -> Message | None:
        found = await self._whose(letter)
        if found is None or not _may_return(found[1]) or not await self._may_write(letter):
            return None
        minutes = str(int(CHOOSE_WITHIN / timedelta(minutes=1)))
        return await self._with_token(letter, template, Purpose.PASSWORD, {"minutes": minutes})

    async def _invitation(self, letter: Letter) -> Message | None:
        found = await self._whose(letter)
        if found is None or found[0].user != letter.facts["user"]:
            if letter.attempts > _WAITED_FOR:
                return None  # whoever was to be registered was not
            raise MailUnavailable("the registration is not stored yet")
        if found[0].password_hash is not None or not _may_return(found[1]):
            return None
        days = str(ACCEPT_WITHIN.days)
        return await self._with_token(letter, "invitation", Purpose.PASSWORD, {"days": days})

    async def _password_changed(self, letter: Letter) -> Message | None:
        found = await self._whose(letter)
        if found is None:
            return None
        return await self._message(letter, "password-changed", found, {})

    async def _with_token(
        self, letter: Letter, template: str, purpose: Purpose, facts: dict[str, str]
    ) -> Message | None:
        found = await self._whose(letter)
        assert found is not None, "a letter with a token is for somebody"
        to = Addressee(letter.email, found[0].user)
        token = await self._desks.tokens.issue(purpose, to, _LIVES[template])
        link = f"{self._desks.link}/{_PAGES[purpose]}#token={token}" if self._desks.link else ""
        return await self._message(letter, template, found, {"token": token, "link": link, **facts})

    async def _message(
        self,
        letter: Letter,
        template: str,
        found: tuple[Credential, User],
        facts: dict[str, str],
    ) -> Message:
        credential, user = found
        tenant = await self._desks.states.load(credential.tenant, TENANT, credential.tenant)
        known = {"name": user.name, "tenant": tenant.state.name, "email": letter.email}
        return Message(letter.id, letter.email, template, known | facts)

    async def _whose(self, letter: Letter) -> tuple[Credential, User] | None:
        """Who has the address, as the log tells them now; nobody is written to who is being erased."""
        credential = await self._desks.credentials.find(letter.email)
        if credential is None:
            return None
        states = self._desks.states
        folded = await states.load_at(credential.tenant, USER, credential.user, Upto())
        known = folded.version and not folded.state.erased
        return (credential, folded.state) if known else None

    async def _may_write(self, letter: Letter) -> bool:
        """Nobody fills the mailbox of somebody else; a letter that is tried again counts once."""
        return letter.attempts > 1 or await self._desks.throttle.may_write_to(letter.email)


_PAGES = {Purpose.VERIFY: "verify", Purpose.PASSWORD: "choose-password"}
_LIVES = {
    "verify": VERIFY_WITHIN,
    "registered-already": CHOOSE_WITHIN,
    "new-password": CHOOSE_WITHIN,
    "invitation": ACCEPT_WITHIN,
}


def _may_return(user: User) -> bool:
    return user.active or user.status is Status.UNVERIFIED
