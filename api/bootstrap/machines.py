"""Whoever is no person with a password here: machines with API keys, and people whom others vouch for."""

from dataclasses import dataclass

from api.bootstrap.storage import Storage
from application.desk import Desk
from application.identity.foreign_bearers import ForeignBearers
from application.identity.key_issuing import KeyIssuing
from application.identity.machine_bearers import MachineBearers, Registers
from application.identity.presence import Presence
from application.identity.recognition import Recognition
from application.ports.api_keys import ApiKeys
from application.ports.tokens import Tokens
from infrastructure.identifiers import RandomIdentifiers
from infrastructure.identity.api_keys import PostgresApiKeys
from infrastructure.identity.credentials import PostgresCredentials
from infrastructure.security.api_key_text import ApiKeyText
from infrastructure.security.foreign.issuers import TrustedIssuers
from infrastructure.settings import Settings


@dataclass(frozen=True, slots=True)
class Machines:
    """How keys are issued, and who is let in beside people with a session."""

    api_keys: ApiKeys
    key_issuing: KeyIssuing
    bearers: MachineBearers
    foreign: ForeignBearers | None
    issuers: TrustedIssuers | None

    def recognition(self, tokens: Tokens, presence: Presence) -> Recognition:
        """Who a request comes from, people with a session included."""
        return Recognition(tokens, presence, self.bearers, self.foreign)

    async def close(self) -> None:
        """Finish what is under way."""
        await self.bearers.close()
        if self.issuers is not None:
            await self.issuers.close()


def machines(settings: Settings, storage: Storage, desk: Desk) -> Machines:
    """Both over the storage; news of the log ends what is remembered of accounts and users."""
    keys, secrets = PostgresApiKeys(storage.pool), ApiKeyText()
    bearers = MachineBearers(Registers(keys, secrets, storage.states, storage.clock))
    storage.live_log.listen(bearers.heard)
    issuers, foreign = None, None
    if settings.trusted_issuers is not None:
        issuers = TrustedIssuers.configured(settings.trusted_issuers)
        foreign = ForeignBearers(issuers, PostgresCredentials(storage.pool), storage.states)
        storage.live_log.listen(foreign.heard)
        storage.sweep.over(foreign.forget)
    return Machines(
        api_keys=keys,
        key_issuing=KeyIssuing(desk, keys, secrets, RandomIdentifiers()),
        bearers=bearers,
        foreign=foreign,
        issuers=issuers,
    )
