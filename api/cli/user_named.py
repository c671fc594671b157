"""Finding the user whom a command names by e-mail address or id."""

from api.bootstrap.operating import Daybook, user_of
from api.cli.complaint import NotFound
from api.cli.workplace import chosen_tenant
from domain.shared.email_address import EmailAddress
from domain.shared.ids import TenantId, UserId


async def user_named(daybook: Daybook, user: str, tenant: str) -> tuple[TenantId, UserId]:
    """The tenant and the id of a user; raises NotFound."""
    if user.startswith(f"{UserId.prefix}_"):
        return await chosen_tenant(daybook, tenant), UserId(user)
    credential = await user_of(daybook, EmailAddress(user))
    if credential is None:
        raise NotFound(f"nobody has the e-mail address {user}", "daybook user list")
    return credential.tenant, credential.user
