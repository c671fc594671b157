"""Whom a request comes from, whatever it shows: an access token, an API key, a token of another issuer."""

from application.failures import InvalidToken
from application.identity.foreign_bearers import ForeignBearers
from application.identity.machine_bearers import MachineBearers
from application.identity.presence import Presence
from application.ports.key_secrets import MARK
from application.ports.tokens import Bearer, Tokens


class Recognition:
    """The one place that tells who somebody is. Whatever is wrong, the answer is the same."""

    def __init__(
        self,
        tokens: Tokens,
        presence: Presence,
        machines: MachineBearers,
        foreign: ForeignBearers | None,
    ) -> None:
        self._tokens = tokens
        self._presence = presence
        self._machines = machines
        self._foreign = foreign

    async def bearer(self, shown: str) -> Bearer:
        """Who the text speaks for today; raises `InvalidToken`, which never says why."""
        if shown.startswith(MARK):
            return await self._machines.bearer(shown)
        try:
            bearer = self._tokens.verify(shown)
        except InvalidToken:
            if self._foreign is None:
                raise
            return await self._foreign.bearer(shown)
        present = await self._presence.confirm(bearer)
        if present is None:
            raise InvalidToken
        return present
