"""The environment variables that a deployment may set."""

import ast
import inspect

from docs.generators.markdown import code, page, table
from infrastructure.settings import Settings, secret_variables

_INTRODUCTION = (
    "Read from the environment once, at start-up. A value that cannot be used is a clear error. A secret "
    "may come from a file instead, which nobody else may read: its variable takes `_FILE` at the end and "
    "names the file. These are secrets: " + ", ".join(map(code, secret_variables())) + "."
)


def settings() -> str:
    """The page."""
    sentences = _sentences()
    rows = [
        (code(_variable(name)), code(_default(name)), sentences.get(name, ""))
        for name in Settings.model_fields
    ]
    return page("Settings", _INTRODUCTION, table(("variable", "default", "meaning"), rows))


def _variable(name: str) -> str:
    alias = Settings.model_fields[name].validation_alias
    return alias if isinstance(alias, str) else f"DAYBOOK_{name.upper()}"


def _default(name: str) -> str:
    value = Settings.model_fields[name].get_default(call_default_factory=True)
    if isinstance(value, tuple):
        return ",".join(value)
    return "" if value is None else str(value)


def _sentences() -> dict[str, str]:
    """The docstring below each field."""
    (tree,) = ast.parse(inspect.getsource(Settings)).body
    assert isinstance(tree, ast.ClassDef)
    found: dict[str, str] = {}
    for before, after in zip(tree.body, tree.body[1:], strict=False):
        match before, after:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str() as text)),
            ):
                found[name] = " ".join(text.split())
    return found
