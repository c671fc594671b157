"""Who may register themselves in a tenant, and as what."""

from typing import Annotated, ClassVar, Self, final

from pydantic import Field, model_validator

from domain.identity.role import PRIVILEGED, SELF_GIVEN, Role, in_order
from domain.shared.code_text import CodeText
from domain.shared.email_address import EmailAddress, InvalidEmailAddress
from domain.shared.invalid_value import InvalidValue
from domain.shared.message import Message
from domain.shared.wire import JsonSchema

MOST_DOMAINS = 100


class InvalidMailDomain(InvalidValue):
    """The text is no domain that e-mail addresses end with."""


class SelfRegistrationNotPossible(InvalidValue):
    """People could register themselves without a role, or for a role that others have to give."""


@final
class MailDomain(CodeText):
    """What stands behind the @ of an address, in lower case; exactly this domain and none below it."""

    __slots__ = ()
    schema: ClassVar[JsonSchema] = {"maxLength": 252, "examples": ["example.com"]}

    @staticmethod
    def canonical(text: str) -> str:
        """In lower case; raises ``InvalidMailDomain``."""
        try:
            return EmailAddress(f"x@{text}").partition("@")[2]
        except InvalidEmailAddress:
            raise InvalidMailDomain("must be a domain like example.com") from None


class SelfRegistration(Message):
    """Whoever has an address in one of these domains may register and gets these roles; nobody, if none."""

    domains: Annotated[tuple[MailDomain, ...], Field(max_length=MOST_DOMAINS)] = ()
    roles: Annotated[tuple[Role, ...], Field(max_length=len(Role))] = ()

    @model_validator(mode="after")
    def _gives_roles_that_may_be_given(self) -> Self:
        if not PRIVILEGED.isdisjoint(self.roles):
            raise SelfRegistrationNotPossible("must name no role that others have to give")
        if self.domains and not self.roles:
            raise SelfRegistrationNotPossible("must name the roles that whoever registers gets")
        return self

    def admits(self, email: EmailAddress) -> bool:
        """Whether the owner of the address may register, as anything at all."""
        return bool(self.given) and email.partition("@")[2] in self.domains

    @property
    def given(self) -> tuple[Role, ...]:
        """The roles that whoever registers gets, each once; an older setting gives no more than today's."""
        return in_order(SELF_GIVEN.intersection(self.roles))

    @property
    def withheld(self) -> tuple[Role, ...]:
        """The roles that others have to give, whatever is said here."""
        return in_order(frozenset(self.roles) - SELF_GIVEN)


CLOSED = SelfRegistration()
"""Nobody may register themselves, as it is in a tenant that has not said otherwise."""
