"""What the HTTP side itself answers beside the failures of the use cases."""

from collections.abc import Sequence
from dataclasses import dataclass

from application.failures import Failure


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a request: where (JSON Pointer within `part`) and what."""

    pointer: str
    message: str
    part: str = "body"


class MalformedRequest(Failure):
    """The request is not well-formed: broken JSON, a broken header, bytes that are no UTF-8."""


class RouteNotFound(Failure):
    """There is nothing at this address."""


class MethodNotAllowed(Failure):
    """The address exists, but not for this method; `Allow` lists the ones it has."""

    def __init__(self, method: str, allowed: Sequence[str]) -> None:
        super().__init__(f"{method} is not possible here", allowed_methods=list(allowed))
        self.allowed = tuple(allowed)


class NotAcceptable(Failure):
    """None of the media types that `Accept` names can be given."""


class AddressTooLong(Failure):
    """Path and query together are longer than any address of ours."""


class HeadersTooLarge(Failure):
    """The headers are too many, or take too many bytes."""


class RequestTooLarge(Failure):
    """The body is larger than this address takes."""


class UnsupportedMediaType(Failure):
    """The body is in a format that this address does not take."""


class InvalidRequest(Failure):
    """The request is well-formed, but its content breaks a rule; `errors` says where."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("the request breaks a rule")
        self.faults = tuple(faults)


class IdempotencyKeyMissing(Failure):
    """This request has to carry an Idempotency-Key, because doing it twice would be harmful."""


class TooManyRequests(Failure):
    """The caller asks faster than its limit allows; `Retry-After` says when to go on."""

    def __init__(self, limit: str, retry_after: float) -> None:
        super().__init__(f"more requests than the limit of this {limit} allows", limit=limit)
        self.retry_after = retry_after


class TooManyExports(Failure):
    """As many exports of the tenant are under way or still being read as may be at a time."""

    def __init__(self, limit: int, retry_after: float) -> None:
        super().__init__(f"{limit} exports of the tenant are under way already", limit=limit)
        self.retry_after = retry_after


class ProjectionLagging(Failure):
    """The lists have not yet caught up with what the request asks for; ask again shortly."""


class ServiceOverloaded(Failure):
    """More work is waiting than can be done in time; nothing was stored."""

    def __init__(
        self,
        retry_after: float,
        detail: str = "too much is waiting to be stored; nothing was stored",
    ) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class ServiceUnavailable(Failure):
    """The database does not answer; an Idempotency-Key makes trying again safe."""


class InternalError(Failure):
    """Something that should not happen did; the request id finds it in the log."""

    def __init__(self) -> None:
        super().__init__("an unexpected error happened; it is recorded under the request id")
