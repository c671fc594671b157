"""Whatever is there is whole."""

import pytest

from tests.architecture.gaps import gaps
from tests.architecture.source import PACKAGES, Source, sources


def test_nothing_that_is_shipped_waits_to_be_written() -> None:
    assert [each for source in sources(*PACKAGES, "docs") for each in gaps(source)] == []


@pytest.mark.parametrize(
    "line", ["raise NotImplementedError", "raise NotImplementedError('x')", "x = 1  # TODO: more"]
)
def test_a_gap_is_found(line: str) -> None:
    assert list(gaps(Source("domain/shared/money.py", line))) != []


@pytest.mark.parametrize("line", ["return NotImplemented", "x = 'TODO'", "# currency XXXX"])
def test_what_only_looks_like_a_gap_is_left_alone(line: str) -> None:
    assert list(gaps(Source("domain/shared/money.py", line))) == []
