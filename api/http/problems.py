"""The one table from refusals and failures to HTTP, and the problem documents of RFC 9457."""

import math
import re
from collections.abc import Mapping
from typing import Any

import orjson
from pydantic.alias_generators import to_camel

from api.http.answer import NEVER_KEPT, PROBLEM, Answer, Header
from api.http.exchange import Exchange
from api.http.failures import (
    AddressTooLong,
    Fault,
    HeadersTooLarge,
    IdempotencyKeyMissing,
    InternalError,
    InvalidRequest,
    MalformedRequest,
    MethodNotAllowed,
    NotAcceptable,
    ProjectionLagging,
    RequestTooLarge,
    RouteNotFound,
    ServiceOverloaded,
    ServiceUnavailable,
    TooManyExports,
    TooManyRequests,
    UnsupportedMediaType,
)
from application.audit.proving import NotSealed
from application.failures import (
    AnswerErased,
    ConcurrencyConflict,
    DocumentNotFound,
    EmailTaken,
    Failure,
    GoodsReceiptDiscrepancy,
    IdempotencyKeyInFlight,
    IdempotencyKeyReused,
    InvalidCredentials,
    InvalidMailToken,
    InvalidToken,
    InvoiceMismatch,
    LogDamaged,
    PasswordRefused,
    PermissionDenied,
    PreconditionFailed,
    RegistrationClosed,
    TooManyAttempts,
    TooMuchEvidence,
    UnknownScope,
)
from application.identity.importing.columns import HeaderNotUnderstood
from application.identity.importing.intake import NoRows, TooManyRows
from application.jobs.csv_file import FileNotReadable
from application.payments.proposing import NoPayingAccount
from application.permissions import PERMISSIONS
from application.ports.event_store import StoreOverloaded, StoreUnavailable
from application.ports.job_intake import TooManyJobs
from application.ports.payment_files import InstructionNotWritable
from application.ports.read_models import InvalidPageQuery
from application.ports.status_reports import MalformedReport
from application.reporting.reporting import MomentNotReached, ReportsLagging
from domain.identity.service_account.rules import UnknownKey
from domain.purchasing.supplier.rules import UnknownBankAccount
from domain.shared.invalid_value import InvalidValue
from domain.shared.refusal import (
    AuthorityRefused,
    ContentRefused,
    InvalidStateTransition,
    Refused,
    StateRefused,
)

STATUSES: Mapping[type[Exception], int] = {
    MalformedRequest: 400,
    MalformedReport: 400,
    InvalidCredentials: 401,
    InvalidToken: 401,
    AuthorityRefused: 403,
    PermissionDenied: 403,
    RegistrationClosed: 403,
    DocumentNotFound: 404,
    NotSealed: 404,
    RouteNotFound: 404,
    UnknownBankAccount: 404,
    UnknownKey: 404,
    MethodNotAllowed: 405,
    NotAcceptable: 406,
    ConcurrencyConflict: 409,
    EmailTaken: 409,
    IdempotencyKeyInFlight: 409,
    LogDamaged: 409,
    NoPayingAccount: 409,
    TooManyJobs: 409,
    StateRefused: 409,
    AnswerErased: 410,
    PreconditionFailed: 412,
    RequestTooLarge: 413,
    AddressTooLong: 414,
    UnsupportedMediaType: 415,
    ContentRefused: 422,
    FileNotReadable: 422,
    HeaderNotUnderstood: 422,
    NoRows: 422,
    TooManyRows: 422,
    GoodsReceiptDiscrepancy: 422,
    IdempotencyKeyReused: 422,
    InstructionNotWritable: 422,
    InvalidMailToken: 422,
    InvalidRequest: 422,
    InvoiceMismatch: 422,
    MomentNotReached: 422,
    PasswordRefused: 422,
    TooMuchEvidence: 422,
    UnknownScope: 422,
    IdempotencyKeyMissing: 428,
    TooManyAttempts: 429,
    TooManyExports: 429,
    TooManyRequests: 429,
    HeadersTooLarge: 431,
    InternalError: 500,
    ProjectionLagging: 503,
    ReportsLagging: 503,
    ServiceOverloaded: 503,
    ServiceUnavailable: 503,
}
"""A refusal without a row of its own has that of its kind: state 409, content 422, authority 403."""

_RETRY_SECONDS = {409: 1, 503: 1}
_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_RESERVED = {"type", "title", "status", "detail", "instance", "error", "requestId", "errors"}
_INSTANCE_LENGTH = 500


def status_of(kind: type[Exception]) -> int | None:
    """The status of a failure or refusal: its own row, else that of its nearest ancestor."""
    return next((STATUSES[base] for base in kind.__mro__ if base in STATUSES), None)


def words(name: str) -> list[str]:
    """``InvalidStateTransition`` as the words it is made of, lower case."""
    return _WORD_START.sub(" ", name).lower().split()


def type_of(name: str) -> str:
    """The stable address of a problem's documentation."""
    return f"/problems/{'-'.join(words(name))}"


def title_of(name: str) -> str:
    """The problem's name for people."""
    return " ".join(words(name)).capitalize()


def every_problem() -> dict[str, type[Refused | Failure]]:
    """Every refusal and failure that can be answered, by its name; groups of them are none."""
    found: dict[str, type[Refused | Failure]] = {}
    waiting: list[type[Refused | Failure]] = [Refused, Failure]
    while waiting:
        kind = waiting.pop()
        children = kind.__subclasses__()
        waiting += children
        if not children and status_of(kind) is not None:
            found[kind.__name__] = kind
    return dict(sorted(found.items()))


def known(failure: Exception) -> Refused | Failure | None:
    """The failure as the table knows it; None for one that nobody expected."""
    match failure:
        case Refused() | Failure():
            return failure if status_of(type(failure)) else None
        case StoreOverloaded():
            return ServiceOverloaded(failure.retry_after)
        case StoreUnavailable():
            return ServiceUnavailable("the database does not answer")
        case InvalidPageQuery():
            return InvalidRequest([Fault(f"/{failure.parameter}", failure.detail, "query")])
        case InvalidValue():
            return InvalidRequest([Fault("", str(failure))])
        case _:
            return None


OFFERED = frozenset(operation.partition(".")[2] for operation in PERMISSIONS)
"""The names of commands that a caller can give; others are only reported by one document to another."""


def problem(exchange: Exchange, failure: Refused | Failure) -> Answer:
    """The answer that tells a failure: one form for all, with the facts that help to act."""
    status = status_of(type(failure)) or 500
    body = problem_body(exchange, failure)
    return Answer(status, body, [NEVER_KEPT, *_headers(status, failure)], PROBLEM)


def problem_body(exchange: Exchange, failure: Refused | Failure) -> bytes:
    """The problem document alone."""
    document: dict[str, Any] = {
        "type": type_of(failure.name),
        "title": title_of(failure.name),
        "status": status_of(type(failure)) or 500,
        "detail": failure.detail,
        "instance": exchange.path_text()[:_INSTANCE_LENGTH],
        "error": failure.name,
        "requestId": exchange.request_id,
    }
    document |= _facts(failure)
    return orjson.dumps(document, default=str)


def _facts(failure: Refused | Failure) -> dict[str, Any]:
    facts = {to_camel(name): value for name, value in failure.facts.items() if value is not None}
    if isinstance(failure, Refused):
        facts["rule"] = failure.rule
    if isinstance(failure, InvalidStateTransition):
        facts["allowedCommands"] = [one for one in facts["allowedCommands"] if one in OFFERED]
    shown: dict[str, Any] = {name: facts[name] for name in facts if name not in _RESERVED}
    if isinstance(failure, InvalidRequest):
        shown["errors"] = [
            {"pointer": fault.pointer, "message": fault.message, "in": fault.part}
            for fault in failure.faults
        ]
    return shown


def _headers(status: int, failure: Refused | Failure) -> list[Header]:
    if isinstance(failure, TooManyAttempts | TooManyExports | TooManyRequests | ServiceOverloaded):
        return [(b"retry-after", b"%d" % max(1, math.ceil(failure.retry_after)))]
    if isinstance(failure, MethodNotAllowed):
        return [(b"allow", ", ".join(failure.allowed).encode())]
    if status == 401:
        return [(b"www-authenticate", b'Bearer realm="daybook"')]
    if status == 503 or isinstance(failure, ConcurrencyConflict | IdempotencyKeyInFlight):
        return [(b"retry-after", b"%d" % _RETRY_SECONDS[status])]
    return []
