"""The domain has no clock, makes up no identifiers and touches nothing."""

import pytest

from tests.architecture.purity import effects, foreign_imports
from tests.architecture.source import Source, sources


def test_the_domain_imports_nothing_that_has_effects() -> None:
    assert [each for source in sources("domain") for each in foreign_imports(source)] == []


def test_the_domain_and_the_use_cases_read_no_clock_and_touch_nothing() -> None:
    everything = sources("domain", "application")
    assert [each for source in everything for each in effects(source)] == []


@pytest.mark.parametrize(
    "line",
    [
        "import logging",
        "import os.path",
        "from time import monotonic",
        "from fastapi import FastAPI",
        "import iso4217",
        "def late():\n    import random",
    ],
)
def test_a_foreign_import_is_found(line: str) -> None:
    assert list(foreign_imports(Source("domain/shared/money.py", line))) != []


def test_currencies_alone_may_read_the_official_table() -> None:
    assert list(foreign_imports(Source("domain/shared/currency.py", "import iso4217"))) == []


@pytest.mark.parametrize(
    "line", ["import decimal", "from pydantic import BaseModel", "from . import x"]
)
def test_what_has_no_effects_may_be_imported(line: str) -> None:
    assert list(foreign_imports(Source("domain/shared/money.py", line))) == []


@pytest.mark.parametrize(
    "line",
    [
        "datetime.now(UTC)",
        "datetime.datetime.utcnow()",
        "x = date.today",
        "uuid.uuid4()",
        "Field(default_factory=uuid4)",
        "print('x')",
        "open('file')",
    ],
)
def test_an_effect_is_found(line: str) -> None:
    assert list(effects(Source("domain/shared/money.py", line))) != []


@pytest.mark.parametrize("line", ["now = context.today", "self.opened = 1", "re.compile('x')"])
def test_a_harmless_line_is_left_alone(line: str) -> None:
    assert list(effects(Source("domain/shared/money.py", line))) == []
