"""Which code folded a state: a snapshot is only good for the code that made it."""

import hashlib
import importlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from domain.shared.machine import Decider
from infrastructure.event_store import catalogue


def fold_fingerprint(decider: Decider[Any]) -> bytes:
    """SHA-256 over everything that could change the fold.

    That is the source of the decider's whole context, of what all contexts share, and of the upcasters.
    """
    context = ".".join(type(decider.initial).__module__.split(".")[:2])
    return _fingerprint(context)


def code_fingerprint(*packages: str) -> str:
    """SHA-256 over the source of packages, as hexadecimal digits."""
    digest = hashlib.sha256()
    for package in packages:
        for path in _sources(package):
            digest.update(path.read_bytes())
    return digest.hexdigest()


@cache
def _fingerprint(context: str) -> bytes:
    digest = hashlib.sha256()
    for path in (*_sources(context), *_sources("domain.shared"), Path(catalogue.__file__)):
        digest.update(path.name.encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.digest()


def _sources(package: str) -> Iterator[Path]:
    module = importlib.import_module(package)
    if not hasattr(module, "__path__"):
        assert module.__file__ is not None
        return iter((Path(module.__file__),))
    return iter(sorted(path for root in module.__path__ for path in Path(root).rglob("*.py")))
