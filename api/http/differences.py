"""What changed between two versions of a document, as paths with the value before and after."""

from collections.abc import Iterable
from typing import Any

from api.http.strict_json import escape

Change = dict[str, Any]


def differences(before: Any, after: Any, pointer: str = "") -> Iterable[Change]:
    """The changes from one JSON value to another: ``path`` (JSON Pointer), ``from``, ``to``.

    A member that is new has no ``from``, one that is gone has no ``to``. Lists are compared by place.
    """
    if isinstance(before, dict) and isinstance(after, dict):
        for name in dict.fromkeys((*before, *after)):
            yield from _member(before, after, name, f"{pointer}/{escape(name)}")
    elif isinstance(before, list) and isinstance(after, list):
        old = dict(enumerate(before))
        new = dict(enumerate(after))
        for index in range(max(len(before), len(after))):
            yield from _member(old, new, index, f"{pointer}/{index}")
    elif before != after or type(before) is not type(after):
        yield {"path": pointer, "from": before, "to": after}


def _member(
    before: dict[Any, Any], after: dict[Any, Any], name: Any, pointer: str
) -> Iterable[Change]:
    if name not in before:
        yield {"path": pointer, "to": after[name]}
    elif name not in after:
        yield {"path": pointer, "from": before[name]}
    else:
        yield from differences(before[name], after[name], pointer)
