"""Many e-mail addresses at once; what `Credentials` promises of one holds for each of them."""

from collections.abc import Mapping
from typing import Protocol

from application.ports.credentials import Credential
from domain.shared.email_address import EmailAddress
from domain.shared.ids import TenantId, UserId


class Reservations(Protocol):
    """Takes addresses for users to come."""

    async def reserve_all(
        self, tenant: TenantId, wanted: Mapping[EmailAddress, UserId]
    ) -> Mapping[EmailAddress, Credential]:
        """Who has each address after the call: the tenant under the wanted id, or whoever had it."""
