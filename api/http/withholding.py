"""What those who see only their own do not see of it, as `application.permissions.ownership` says."""

from typing import Any

import orjson

from application.permissions import Reach
from application.permissions.ownership import OWN_COLLECTIONS


def shown(reach: Reach, collection: str, document: bytes) -> bytes:
    """JSON as a caller of this reach sees it: a document, or an array of rows of a list.

    Whoever reaches everything gets the very bytes. What is withheld is null, so that a client reads the
    same shape whoever asks.
    """
    names = withheld(reach, collection)
    if not names:
        return document
    value = orjson.loads(document)
    for name in names:
        _clear(value, name.split("."))
    return orjson.dumps(value)


def withheld(reach: Reach, collection: str) -> frozenset[str]:
    """The members that a caller of this reach does not see."""
    if reach is Reach.ANY or collection not in OWN_COLLECTIONS:
        return frozenset()
    return OWN_COLLECTIONS[collection].withheld


def _clear(value: Any, steps: list[str]) -> None:
    if isinstance(value, list):
        for each in value:
            _clear(each, steps)
    elif isinstance(value, dict) and steps[0] in value:
        if len(steps) == 1:
            value[steps[0]] = None
        else:
            _clear(value[steps[0]], steps[1:])
