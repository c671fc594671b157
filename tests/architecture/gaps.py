"""Places where something is promised for later: nothing that is shipped may hold one."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator

from tests.architecture.source import Source

_PROMISE = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
_MISSING = "NotImplementedError"


def gaps(source: Source) -> Iterator[str]:
    """Comments that put work off, and every use of `NotImplementedError`.

    A file whose text has neither word is not taken apart, which takes seconds for all of them together.
    """
    if _PROMISE.search(source.text):
        yield from _promises(source)
    if _MISSING in source.text:
        yield from _left_out(source)


def _promises(source: Source) -> Iterator[str]:
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        if token.type == tokenize.COMMENT and _PROMISE.search(token.string):
            yield f"{source.place}:{token.start[0]} says {token.string}"


def _left_out(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Name) and node.id == _MISSING:
            yield f"{source.place}:{node.lineno} leaves something out"
