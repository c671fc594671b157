"""Every event and every decider of the domain, found where the style puts them.

An event class belongs in an `events` module and a decider in a `machine` module; nothing needs to be listed
a second time, so nothing can be forgotten.
"""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from types import ModuleType
from typing import Any

import domain
from domain.shared.machine import Decider
from domain.shared.message import Event
from infrastructure.event_store.registry import EventRegistry, Upcaster

UPCASTERS: tuple[Upcaster, ...] = ()
"""How payloads of older schema versions are read; each entry stays for ever."""


@cache
def domain_events() -> EventRegistry:
    """The registry of all the domain's events."""
    classes = [
        found
        for module in _modules("events")
        for found in vars(module).values()
        if _is_event_class(found, module)
    ]
    return EventRegistry(classes, UPCASTERS)


@cache
def domain_deciders() -> Mapping[str, Decider[Any]]:
    """Every decider, by the stream type that it folds."""
    return {
        found.stream_type: found
        for module in _modules("machine")
        for found in vars(module).values()
        if isinstance(found, Decider)
    }


def _is_event_class(found: object, module: ModuleType) -> bool:
    return (
        isinstance(found, type)
        and issubclass(found, Event)
        and found.__module__ == module.__name__
        and "event_type" in vars(found)
    )


def _modules(stem: str) -> Iterator[ModuleType]:
    for module in pkgutil.walk_packages(domain.__path__, f"{domain.__name__}."):
        if module.name.rpartition(".")[2] == stem:
            yield importlib.import_module(module.name)
