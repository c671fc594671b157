"""Every typed answer that is no success: its status, its meaning, and what refuses with it."""

from collections.abc import Iterator, Mapping
from itertools import groupby

from api.http.problems import every_problem, status_of, title_of, type_of
from application.failures import Failure
from docs.generators.markdown import bullets, code, first_sentence, link, page, slug, table
from domain.shared.machine import Machine
from domain.shared.refusal import InvalidStateTransition, Refused
from domain.shared.rule import Rule
from infrastructure.event_store.catalogue import domain_deciders

_INTRODUCTION = (
    "Whatever is no success is a problem document (RFC 9457, `application/problem+json`). Its "
    "`error` is one of the names below, its `type` is the address `/problems/` and the name of the "
    "heading, `detail` is a sentence for people, and further members carry the facts. Branch on "
    "`error`, never on `detail`. The server tells the same at the address in `type`, and all of them at "
    "`GET /problems`."
)

_ADVICE: Mapping[int, str] = {
    400: "The request cannot be read. Mend it; sending it again changes nothing.",
    401: "Log in, or refresh the token.",
    403: "Somebody else may; this caller may not. Refusals by a rule are recorded.",
    404: "Check the id. What belongs to another tenant looks as if it did not exist.",
    405: "`Allow` lists the methods of the address.",
    406: "The detail lists the media types of the address.",
    409: "Read the document again; `allowedCommands` says what is possible now.",
    410: "It was done before, and what it answered is gone. Read the document instead.",
    412: "Read the document again and decide whether the command still makes sense.",
    413: "Send less at once.",
    414: "Ask for less in one address; filters and cursors need a few hundred bytes.",
    415: "Send what the address takes, mostly `application/json`, uncompressed.",
    422: "The request is understood and breaks a rule. Mend its content.",
    428: "Send an `Idempotency-Key`.",
    429: "Wait as long as `Retry-After` says.",
    431: "Send fewer and shorter headers.",
    500: "Report it with its `requestId`.",
    503: "Wait as long as `Retry-After` says and try again, with the same `Idempotency-Key`.",
}

Kind = type[Refused | Failure]


def errors() -> str:
    """The page."""
    guards = _guards()
    kinds = kinds_of_problems()
    rows = [
        (_link(kind), code(kind.__name__), str(_status(kind)), first_sentence(kind.__doc__))
        for kind in kinds
    ]
    overview = table(("problem", "`error`", "status", "meaning"), rows)
    parts = []
    for status, group in groupby(sorted(kinds, key=_status), _status):
        parts.append(f"## {status}\n\n{_ADVICE[status]}")
        parts += [_section(kind, guards) for kind in group]
    return page("Errors", _INTRODUCTION, overview, *parts)


def kinds_of_problems() -> list[Kind]:
    """Every kind of failure and refusal that the product can answer with, by name."""
    domain_deciders()  # imports every rules module, so that every refusal is known
    kinds = every_problem().values()
    return [kind for kind in kinds if not kind.__module__.startswith("tests.")]


def _section(kind: Kind, guards: Mapping[type[Refused], list[str]]) -> str:
    name = kind.__name__
    parts = [
        f"### {title_of(name)}",
        f"`{name}`, {_status(kind)}, {code(type_of(name))}. {first_sentence(kind.__doc__)}",
    ]
    if kind is InvalidStateTransition:
        parts.append(
            "`currentState` and `allowedCommands` say what is possible instead; see "
            f"{link('state machines', 'state-machines.md')}."
        )
    refused = guards.get(kind, []) if issubclass(kind, Refused) else []
    if refused:
        parts.append(f"What has to hold:\n\n{bullets(refused)}")
    return "\n\n".join(parts)


def _guards() -> dict[type[Refused], list[str]]:
    """What must hold, and for which commands, by the refusal that answers when it does not."""
    found: dict[type[Refused], list[str]] = {}
    machines = [decider.machine for decider in domain_deciders().values()]
    rules = dict.fromkeys(rule for one in machines for row in one.rows for rule in row.requires)
    for rule in rules:
        commands = ", ".join(code(name) for one in machines for name in _guarded(one, rule))
        found.setdefault(rule.refusal, []).append(f"{rule.sentence} Asked by {commands}.")
    return found


def _guarded(machine: Machine, rule: Rule) -> Iterator[str]:
    commands = [row.command for row in machine.rows if rule in row.requires]
    for command in dict.fromkeys(commands):
        yield f"{machine.name} {command.command_name()}"


def _status(kind: Kind) -> int:
    status = status_of(kind)
    assert status is not None, kind
    return status


def _link(kind: Kind) -> str:
    title = title_of(kind.__name__)
    return link(title, f"#{slug(title)}")
