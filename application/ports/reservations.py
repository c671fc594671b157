"""Many e-mail addresses at once; what `Credentials` promises of one holds for each of them."""

from collections.abc import Mapping
from typing import Protocol

from application.ports.credentials import Credential
from application.ports.job_queue import Turn
from domain.shared.email_address import EmailAddress
from domain.shared.ids import UserId


class Reservations(Protocol):
    """Takes addresses for users to come."""

    async def reserve_all(
        self, turn: Turn, wanted: Mapping[EmailAddress, UserId]
    ) -> Mapping[EmailAddress, Credential]:
        """Who has each address after the call: the job's tenant under the wanted id, or whoever had it.

        Raises `LeaseLost`, and reserves nothing then: a turn is taken away before an address is free again
        that the file had and must not have any more.
        """
