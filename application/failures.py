"""What a use case answers beside the domain's refusals."""

from collections.abc import Collection, Mapping
from typing import Any


class Failure(Exception):
    """A typed answer that is no success; `facts` help the caller to act."""

    def __init__(self, detail: str, **facts: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.facts: Mapping[str, Any] = facts

    @property
    def name(self) -> str:
        """The typed name on the wire."""
        return type(self).__name__


class DocumentNotFound(Failure):
    """No such document in this tenant; another tenant's document looks the same."""


class PreconditionFailed(Failure):
    """`If-Match` names another version than the document's present one; nothing was stored."""


class ConcurrencyConflict(Failure):
    """Other writers were faster every time; nothing was stored, trying again is safe."""


class IdempotencyKeyReused(Failure):
    """The key was used for another request; nothing was stored."""


class AnswerErased(Failure):
    """The request was carried out before, but its answer is gone with the person whom it was about."""


class IdempotencyKeyInFlight(Failure):
    """The first request with this key is still running; ask again shortly."""


class PermissionDenied(Failure):
    """None of the caller's roles may do this."""


class InvalidCredentials(Failure):
    """E-mail and password, or the refresh token, are not valid; which part is wrong is not said."""

    def __init__(self) -> None:
        super().__init__("these credentials let nobody in")


class RegistrationClosed(Failure):
    """There is no such tenant, or it does not let people of this mail domain register themselves."""

    def __init__(self) -> None:
        super().__init__("people with such an address cannot register themselves there")


class InvalidMailToken(Failure):
    """The token of the mail was used, has expired, was followed by a newer one, or never was one."""

    def __init__(self) -> None:
        super().__init__("this token cannot be used, or no longer; ask for another mail")


class TooManyAttempts(Failure):
    """Too much has failed for this account or from this network; `Retry-After` says when to try again."""

    def __init__(self, retry_after: float) -> None:
        super().__init__("too many attempts; wait before the next one")
        self.retry_after = retry_after


class InvalidToken(Failure):
    """The access token is missing, expired or not valid; log in again."""

    def __init__(self) -> None:
        super().__init__("a valid access token is required")


class UnknownScope(Failure):
    """A scope names no operation, or only such as no key is good for."""

    def __init__(self, scopes: Collection[str]) -> None:
        super().__init__("a key cannot be good for this", scopes=list(scopes))


class EmailTaken(Failure):
    """The e-mail address belongs to somebody who can log in, or is about to."""

    def __init__(self, email: str) -> None:
        super().__init__("somebody has this e-mail address already", email=email)


class PasswordRefused(Failure):
    """The password is too short, too long or too easy to guess; the detail says which."""


class InvoiceMismatch(Failure):
    """The invoice does not agree with what was ordered and accepted; it is stored as disputed."""


class GoodsReceiptDiscrepancy(Failure):
    """A delivery disagrees with its order; it is stored and held until a second person decides about it."""


class LogDamaged(Failure):
    """The log was changed from outside, so nothing is signed or proved; `daybook audit verify` says where."""


class TooMuchEvidence(Failure):
    """An evidence pack would have more events than one may; ask for a shorter period."""

    def __init__(self, most: int) -> None:
        super().__init__(f"an evidence pack has at most {most} events", most=most)
