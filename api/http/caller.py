"""Who is asking, as the access token proves it."""

from dataclasses import dataclass, field

from application.access_record import Person
from application.ports.tokens import Bearer
from domain.shared.ids import TenantId, UserId


@dataclass(frozen=True, slots=True)
class Caller:
    """A person or service with a valid token; `key` names everything that an answer may depend on."""

    tenant: TenantId
    user: UserId
    roles: frozenset[str]
    email: str
    session: str
    via: str = ""
    key: str = field(init=False)

    def __post_init__(self) -> None:
        key = f"{self.tenant}/{self.user}/{','.join(sorted(self.roles))}/{self.via}"
        object.__setattr__(self, "key", key)

    @property
    def person(self) -> Person:
        """Who it is, for the record of access."""
        return Person(self.tenant, self.user)

    @classmethod
    def of(cls, bearer: Bearer) -> "Caller":
        """The caller that a verified token speaks for."""
        return cls(
            bearer.tenant, bearer.user, bearer.roles, bearer.email, bearer.session, bearer.via
        )
