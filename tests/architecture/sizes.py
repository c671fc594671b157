"""How large a thing may be before there must be a better cut."""

from collections.abc import Iterator

from tests.architecture.source import Function, Source

LINES_OF_A_FUNCTION = 50
LINES_OF_A_FILE = 300
PARAMETERS = 5


def long_functions(source: Source) -> Iterator[str]:
    """Functions with too many lines, decorators aside."""
    for function in source.functions:
        lines = (function.end_lineno or function.lineno) - function.lineno + 1
        if lines > LINES_OF_A_FUNCTION:
            yield f"{source.place}:{function.lineno} {function.name} has {lines} lines"


def long_files(source: Source) -> Iterator[str]:
    """A file with too many lines."""
    lines = len(source.text.splitlines())
    if lines > LINES_OF_A_FILE:
        yield f"{source.place} has {lines} lines"


def wide_functions(source: Source) -> Iterator[str]:
    """Functions that ask for too many things at once, the object itself aside."""
    for function in source.functions:
        count = len(_parameters(function))
        if count > PARAMETERS:
            yield f"{source.place}:{function.lineno} {function.name} has {count} parameters"


def _parameters(function: Function) -> list[str]:
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    names = [argument.arg for argument in every]
    return names[1:] if names[:1] in (["self"], ["cls"]) else names
