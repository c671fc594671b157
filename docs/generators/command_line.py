"""The commands of `daybook`, as they describe themselves."""

from collections.abc import Iterator
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
    rows = [_parameter(one) for one in command.params if one.name != "help"]
    parts = [f"{level} {name}", help_text, _usage(command, name)]
    if rows:
        parts.append(table(("option or argument", "default", "meaning"), rows))
    yield "\n\n".join(part for part in parts if part)
    for child in getattr(command, "commands", {}).values():
        yield from _sections(child, f"{name} {child.name}", "###")


def _usage(command: Any, name: str) -> str:
    if getattr(command, "commands", None):
        return ""
    pieces = [_metavar(one) for one in command.params if one.param_type_name == "argument"]
    optional = any(one.param_type_name == "option" for one in command.params)
    return code(" ".join([name, *pieces, *(["[OPTIONS]"] if optional else [])]))


def _metavar(argument: Any) -> str:
    name = argument.metavar or argument.name.upper()
    return str(name if argument.required else f"[{name}]")


def _parameter(parameter: Any) -> tuple[str, str, str]:
    if parameter.param_type_name == "argument":
        names = _metavar(parameter)
    else:
        names = ", ".join([*parameter.opts, *parameter.secondary_opts])
    choices = getattr(parameter.type, "choices", None)
    meaning = getattr(parameter, "help", "") or ""
    if choices:
        meaning += f" One of {', '.join(code(str(one)) for one in choices)}."
    variable = getattr(parameter, "envvar", None)
    if variable:
        meaning += f" Also {code(str(variable))}."
    return code(names), code(_default(parameter)), meaning.strip()


def _default(parameter: Any) -> str:
    value = getattr(parameter, "default", None)
    if value is None or value is False or value == "" or not parameter.name:
        return ""
    if callable(value) or value is True:
        return "yes" if value is True else ""
    return str(getattr(value, "value", value))
