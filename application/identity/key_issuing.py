"""Issuing API keys: the secret leaves once, and nothing that is stored could give it again."""

from collections.abc import Callable
from dataclasses import dataclass, field

from application.desk import Desk, Done, Reply
from application.failures import Failure
from application.identity.service_account import issue_key
from application.ports.api_keys import ApiKeys, KeptKey
from application.ports.identifiers import Identifiers
from application.ports.key_secrets import KeySecrets
from application.request import Request
from domain.identity.service_account.commands import IssueKey
from domain.shared.ids import ApiKeyId, ServiceAccountId
from domain.shared.refusal import Refused

ReplyFor = Callable[[ApiKeyId], Reply]


@dataclass(frozen=True, slots=True)
class Issued:
    """The outcome, and the key itself; `key` is empty when a repeated request is answered."""

    done: Done
    key: str = field(repr=False)


class KeyIssuing:
    """Issues keys; the hash is kept before the log knows of the key, so that a key works once it is told."""

    def __init__(
        self, desk: Desk, keys: ApiKeys, secrets: KeySecrets, identifiers: Identifiers
    ) -> None:
        self._desk = desk
        self._keys = keys
        self._secrets = secrets
        self._identifiers = identifiers

    async def issue(
        self, request: Request, account: ServiceAccountId, command: IssueKey, reply: ReplyFor
    ) -> Issued:
        """A new key; raises what `Desk.carry_out` raises.

        The stored answer to an Idempotency-Key has no secret in it, so a repeated request gets none: whoever
        lost the first answer revokes that key and has another one issued.
        """
        key_id = ApiKeyId.of(self._identifiers.new())
        text = self._secrets.make(key_id)
        secret = self._secrets.read(text)
        assert secret is not None, "we cannot read what we made"
        kept = KeptKey(key_id, request.tenant, account, secret.hash)
        await self._keys.keep(kept)
        try:
            task = issue_key(account, key_id, command)
            done = await self._desk.carry_out(request, task, reply(key_id))
        except (Refused, Failure):
            await self._keys.discard(kept)
            raise
        if done.replayed:
            await self._keys.discard(kept)
            return Issued(done, "")
        return Issued(done, text)
