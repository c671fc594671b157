"""A port is one promise in one file."""

import pytest

from tests.architecture.ports import protocols
from tests.architecture.source import Source, sources

PORTS = [each for each in sources("application/ports") if each.text.strip()]


@pytest.mark.parametrize("source", PORTS, ids=lambda source: source.place)
def test_a_port_file_holds_one_protocol_and_is_named_after_it(source: Source) -> None:
    found = list(protocols(source))
    assert len(found) == 1, found
    assert found[0].lower() == source.place.rpartition("/")[2].removesuffix(".py").replace("_", "")


@pytest.mark.parametrize(
    "line",
    ["class A(Protocol): ...", "class A(B, typing.Protocol): ...", "class A(Protocol[T]): ..."],
)
def test_a_protocol_is_found(line: str) -> None:
    assert list(protocols(Source("application/ports/a.py", line))) == ["A"]


def test_other_classes_of_a_port_are_not_counted() -> None:
    assert list(protocols(Source("application/ports/a.py", "class A(Exception): ..."))) == []
