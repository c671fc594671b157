"""Fields that hold secrets, and whether the text of their object would show them."""

import dataclasses
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from pydantic import BaseModel, SecretStr

PACKAGES = ("api", "application", "domain", "infrastructure", "projections")

_SECRET = re.compile(r"(^|_)(password|secret|token|dsn)$").search
_NO_SECRET = {"consistency_token"}


def shown_secrets(module: ModuleType) -> Iterator[str]:
    """Every field of a class of the module that holds a secret and is part of its `repr`."""
    for name, found in vars(module).items():
        if inspect.isclass(found) and found.__module__ == module.__name__:
            for field in _shown(found):
                if _SECRET(field) and field not in _NO_SECRET:
                    yield f"{module.__name__}.{name}.{field}"


def modules() -> Iterator[ModuleType]:
    """Every module of the product."""
    for package in PACKAGES:
        root = importlib.import_module(package)
        for found in pkgutil.walk_packages(root.__path__, f"{package}."):
            if not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


def _shown(found: type[Any]) -> Iterator[str]:
    if dataclasses.is_dataclass(found):
        for field in dataclasses.fields(found):
            if field.repr and not _is_guarded(field.type):
                yield field.name
    elif issubclass(found, BaseModel):
        for name, info in found.model_fields.items():
            if info.repr and not _is_guarded(info.annotation):
                yield name


def _is_guarded(annotation: Any) -> bool:
    return SecretStr.__name__ in str(annotation) or annotation in (bool, "bool")
