"""A password that somebody chooses: judged before it is hashed, wherever it is chosen."""

from application.failures import PasswordRefused
from application.ports.passwords import Passwords
from domain.shared.email_address import EmailAddress


async def hash_of_chosen(
    passwords: Passwords, password: str, email: EmailAddress, name: str
) -> str:
    """The hash to keep; raises `PasswordRefused` for what is too easy to guess of this person."""
    weakness = await passwords.weakness(password, (email, name))
    if weakness is not None:
        raise PasswordRefused(weakness)
    return await passwords.hash(password)
