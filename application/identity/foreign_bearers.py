"""Who a token of a trusted issuer speaks for: a user who exists here, with no more than they may here."""

from collections.abc import Mapping

from application.failures import InvalidToken
from application.momentary import A_MOMENT, Answered, Momentary
from application.ports.credentials import Credentials
from application.ports.event_store import Upto
from application.ports.foreign_tokens import ForeignIdentity, ForeignTokens
from application.ports.states import States
from application.ports.tokens import Bearer
from domain.identity.role import Role
from domain.identity.user.machine import USER
from domain.shared.ids import TenantId

_NEVER_BY_OTHERS = frozenset({Role.ADMIN, Role.PLATFORM_ADMIN})
"""Who lets others in logs in here, so that no other issuer can make itself an administrator."""


class ForeignBearers:
    """Maps verified identities to users. Nobody comes into being by it or gets more than they have."""

    def __init__(
        self,
        tokens: ForeignTokens,
        credentials: Credentials,
        states: States,
        *,
        seconds: float = A_MOMENT,
    ) -> None:
        self._tokens = tokens
        self._credentials = credentials
        self._states = states
        self._standing: Momentary[ForeignIdentity, Bearer | None] = Momentary(
            self._ask, seconds=seconds
        )

    async def bearer(self, token: str) -> Bearer:
        """Who the token speaks for; raises `InvalidToken`, which never says why."""
        found = await self._standing.get(await self._tokens.verify(token))
        if found is None:
            raise InvalidToken
        return found

    def heard(self, _: TenantId, streams: Mapping[str, int]) -> None:
        """A listener of the live log: what was made from a stream that grew is asked again."""
        self._standing.changed(streams)

    def forget(self, _: TenantId) -> None:
        """Verify every token anew, because what they say of people should not be kept for longer."""
        self._tokens.forget()
        self._standing.forget()

    async def _ask(self, identity: ForeignIdentity) -> Answered[Bearer | None]:
        credential = await self._credentials.find(identity.email)
        if credential is None or credential.tenant != identity.tenant:
            return Answered(None)
        folded = await self._states.load_at(credential.tenant, USER, credential.user, Upto())
        streams = (str(credential.user),)
        if not folded.state.active:
            return Answered(None, streams)
        roles = folded.state.roles - _NEVER_BY_OTHERS
        if identity.roles is not None:
            roles &= identity.roles
        bearer = Bearer(
            tenant=credential.tenant,
            user=credential.user,
            email=identity.email,
            roles=frozenset(roles),
            session="",
            via=identity.issuer,
        )
        return Answered(bearer, streams)
