"""A body means one thing only, or it is refused with the place of what is wrong."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.http import strict_json
from api.http.failures import InvalidRequest, MalformedRequest

ORDINARY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(categories=["L", "N", "P", "Zs"])),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.text(st.characters(categories=["L", "N"])), inner, max_size=4),
    max_leaves=15,
)  # fmt: skip


@given(ORDINARY)
def test_ordinary_json_passes(value: object) -> None:
    strict_json.check(json.dumps(value).encode())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"{'a': 1}",
        b"[1,]",
        b"\xff\xfe{}",
        b'{"a": "\xed\xa0\x80"}',
        b"\xef\xbb\xbf{}",
        b"NaN",
        b'{"a": -Infinity}',
        b'{"a": 1, "a": 2}',
        b'{"deep": [{"a": 1, "b": 0, "a": 1}]}',
        b'{"a": "\n"}',
        b"[" * 100_000,
        b'{"a":' * 50_000,
    ],
)
def test_what_is_no_json_or_says_a_thing_twice_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedRequest):
        strict_json.check(body)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (rb'{"name": "a\u0000b"}', "/name"),
        (rb'{"name": "a\u001bb"}', "/name"),
        (b'{"name": "a\xc2\x85b"}', "/name"),
        (rb'{"a/b~": ["x", "\ud800"]}', "/a~1b~0/1"),
        (rb'{"x": {"a\u0007": 1}}', "/x"),
        (b"[" * 17 + b"]" * 17, "/0" * 16),
        (b"[" + b"0," * 10_000 + b"0]", ""),
        (json.dumps({"a": dict.fromkeys(map(str, range(1_001)))}).encode(), "/a"),
    ],
)
def test_hidden_characters_and_excesses_are_found_where_they_are(body: bytes, pointer: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        strict_json.check(body)
    assert [fault.pointer for fault in refused.value.faults] == [pointer]


class Compared(str):
    """A name that counts how often any is compared with another."""

    __slots__ = ()
    times = 0
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        Compared.times += 1
        return str.__eq__(self, other)


def test_which_of_many_keys_comes_twice_is_found_without_comparing_each_with_each() -> None:
    """Whoever wants to can send a hundred thousand, without being anybody."""
    names = [Compared(number) for number in range(1000)]
    with pytest.raises(MalformedRequest, match='"999" comes twice'):
        strict_json._unique([(name, None) for name in [*names, Compared(999)]])
    assert Compared.times < 10 * len(names)


def test_line_breaks_and_tabs_are_ordinary_text() -> None:
    strict_json.check(rb'{"justification": "two\nlines\tand \"quotes\" \\ \u00e9"}')


@given(st.binary(max_size=200))
def test_no_bytes_do_anything_else_than_pass_or_be_refused(body: bytes) -> None:
    try:
        strict_json.check(body)
    except (MalformedRequest, InvalidRequest):
        return
    json.loads(body)
