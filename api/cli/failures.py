"""How the failures of the layers below are told on the command line."""

import errno

from pydantic import ValidationError

from api.bootstrap import UNREACHABLE, Fault
from api.cli.complaint import Told
from api.cli.exit_code import ExitCode
from application.failures import ConcurrencyConflict, Failure, PreconditionFailed
from application.ports.event_store import StoreUnavailable
from domain.shared.invalid_value import InvalidValue
from domain.shared.refusal import Refused, StateRefused

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_REFUSED = (errno.EACCES, errno.EPERM, errno.EROFS)
_CODES = {
    "DatabaseUnreachable": ExitCode.NOT_REACHABLE,
    "InvalidSetting": ExitCode.USAGE,
    "UnusableHost": ExitCode.USAGE,
}
_CONFLICTS = (StateRefused, ConcurrencyConflict, PreconditionFailed)


def told_of(failure: Exception) -> Told:
    """How a failure is told; one that nobody expected is an `InternalError`."""
    name = type(failure).__name__
    match failure:
        case ExceptionGroup(exceptions=(Exception() as only,)):
            return told_of(only)
        case Fault():
            code = _CODES.get(name, ExitCode.FAILED)
            return Told(name, failure.sentence, failure.hint, code)
        case Refused() | Failure():
            conflict = isinstance(failure, _CONFLICTS)
            code = ExitCode.CONFLICT if conflict else ExitCode.FAILED
            return Told(name, failure.detail, _facts(failure), code)
        case StoreUnavailable():
            return _of_the_database(failure)
        case InvalidValue():
            return Told(name, str(failure), code=ExitCode.USAGE)
        case ValidationError():
            return _invalid(failure)
        case OSError():
            return _of_the_system(failure)
        case _ if isinstance(failure, UNREACHABLE):
            return _of_the_database(failure)
        case _:
            return _unexpected(failure)


def _facts(failure: Refused | Failure) -> str:
    return ", ".join(f"{name} {value}" for name, value in failure.facts.items() if value)


def _invalid(failure: ValidationError) -> Told:
    first = failure.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    message = str(first["msg"]).removeprefix("Value error, ")
    sentence = f"{place}: {message}" if place else message
    return Told("InvalidValue", sentence, code=ExitCode.USAGE)


def _of_the_system(failure: OSError) -> Told:
    what = f": {failure.filename}" if failure.filename else ""
    reason = (failure.strerror or str(failure)).lower()
    if failure.errno in _FULL:
        return Told("DiskFull", f"{reason}{what}", "free some space and try again")
    if failure.errno in _REFUSED:
        return Told("AccessRefused", f"{reason}{what}", "check the permissions")
    if failure.errno == errno.EADDRINUSE:
        hint = "choose another with --port; 0 takes any that is free"
        return Told("AddressInUse", "somebody listens at that address already", hint)
    return Told("SystemError", f"{reason}{what}")


def _of_the_database(failure: Exception) -> Told:
    reason = (str(failure).splitlines() or ["no answer"])[0]
    return Told(
        "DatabaseUnreachable",
        f"the database does not answer: {reason}",
        "check that the server runs; `daybook doctor` tells more",
        ExitCode.NOT_REACHABLE,
    )


def _unexpected(failure: Exception) -> Told:
    sentence = f"something unexpected happened: {type(failure).__name__}: {failure}"
    return Told("InternalError", sentence, "DAYBOOK_LOG_LEVEL=debug shows where; please report it")
