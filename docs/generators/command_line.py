"""The commands of `daybook`, as they describe themselves."""

from collections.abc import Iterator
from enum import Enum
from typing import Any

from api.cli.catalogue import CATALOGUE, load
from api.cli.exit_code import ExitCode
from docs.generators.markdown import code, link, page, slug, table

_INTRODUCTION = (
    "Data goes to standard output, messages to standard error. A failure is told in two lines, "
    "`error[Name]: sentence` and `hint: ...`. Lists take `-o table|json|jsonl|csv`."
)
_MEANINGS = {
    ExitCode.DONE: "done",
    ExitCode.FAILED: "failed, and said why",
    ExitCode.USAGE: "wrong usage",
    ExitCode.NOT_VERIFIED: "verification failed",
    ExitCode.CONFLICT: "conflict: the document does not allow it now, or others were faster",
    ExitCode.NOT_REACHABLE: "the database is not reachable",
    ExitCode.INTERRUPTED: "interrupted",
}


def command_line() -> str:
    """The page."""
    overview = [
        (link(code(f"daybook {name}"), f"#{slug(f'daybook {name}')}"), entry.sentence)
        for name, entry in CATALOGUE.items()
    ]
    codes = [(str(int(one)), meaning) for one, meaning in _MEANINGS.items()]
    return page(
        "Command line",
        _INTRODUCTION,
        table(("command", "what it does"), overview),
        *(part for name in CATALOGUE for part in _sections(load(name), f"daybook {name}", "##")),
        f"## Exit codes\n\n{table(('code', 'meaning'), codes)}",
    )


def _sections(command: Any, name: str, level: str) -> Iterator[str]:
    help_text = " ".join((command.help or "").split())
    rows = [_parameter(one) for one in command.params if _is_of_ours(one)]
    parts = [f"{level} {name}", help_text, _usage(command, name)]
    if rows:
        parts.append(table(("option or argument", "default", "meaning"), rows))
    yield "\n\n".join(part for part in parts if part)
    for child in getattr(command, "commands", {}).values():
        yield from _sections(child, f"{name} {child.name}", "###")


def _is_of_ours(parameter: Any) -> bool:
    """Help is in every command, and some options are between our own processes."""
    return parameter.name != "help" and not getattr(parameter, "hidden", False)


def _usage(command: Any, name: str) -> str:
    if getattr(command, "commands", None):
        return ""
    pieces = [_metavar(one) for one in command.params if one.param_type_name == "argument"]
    optional = any(one.param_type_name == "option" and _is_of_ours(one) for one in command.params)
    return code(" ".join([name, *pieces, *(["[OPTIONS]"] if optional else [])]))


def _metavar(argument: Any) -> str:
    name = str(argument.metavar or argument.name.upper()).strip("[]")
    return name if argument.required else f"[{name}]"


def _parameter(parameter: Any) -> tuple[str, str, str]:
    is_argument = parameter.param_type_name == "argument"
    names = [_metavar(parameter)] if is_argument else [*parameter.opts, *parameter.secondary_opts]
    meaning = [parameter.help or ""]
    kind = parameter.type_descriptor.annotation
    if isinstance(kind, type) and issubclass(kind, Enum):
        meaning.append(f"One of {', '.join(code(str(one.value)) for one in kind)}.")
    if parameter.envvar:
        meaning.append(f"Also the environment variable {code(str(parameter.envvar))}.")
    return ", ".join(map(code, names)), _default(parameter), " ".join(filter(None, meaning))


def _default(parameter: Any) -> str:
    value = getattr(parameter.default, "value", parameter.default)
    if parameter.required:
        return "required"
    return "" if value in (None, False, "", []) or callable(value) else code(str(value))
