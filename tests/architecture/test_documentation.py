"""Public names say what they are where they are defined."""

import pytest

from tests.architecture.documentation import undocumented
from tests.architecture.source import PACKAGES, Source, sources


def test_every_public_name_is_documented() -> None:
    assert [each for source in sources(*PACKAGES) for each in undocumented(source)] == []


@pytest.mark.parametrize(
    "text",
    [
        "x = 1",
        '"""m"""\ndef f(): pass',
        '"""m"""\nasync def f(): pass',
        '"""m"""\nclass C: pass',
        '"""m"""\nclass C:\n    """c"""\n    def f(self): pass',
    ],
)
def test_a_public_name_without_words_is_found(text: str) -> None:
    assert len(list(undocumented(Source("a.py", text)))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        '"""m"""\ndef _f(): pass',
        '"""m"""\ndef f():\n    """f"""\n    def inner(): pass',
        '"""m"""\nclass C:\n    """c"""\n    def __init__(self): pass',
        '"""m"""\nclass C:\n    """c"""\n    @override\n    def f(self): pass',
    ],
)
def test_what_is_private_nested_or_explained_elsewhere_needs_none(text: str) -> None:
    assert list(undocumented(Source("a.py", text))) == []
