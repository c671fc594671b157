"""The cache keeps what was used last, within its budget, and never an older state over a newer one."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from application.ports.states import Folded
from infrastructure.event_store.state_cache import StateCache
from tests.contracts.notes import Pad, tenant

OURS = tenant()


def folded(stream: str, version: int = 1, size: int = 100) -> Folded[Any]:
    """A pad with texts of about `size` bytes."""
    return Folded(stream, Pad(notes=("x" * 20,) * (size // 100)), version)


def kept(cache: StateCache, *streams: str) -> list[bool]:
    """Which of the streams the cache holds."""
    return [cache.get((OURS, stream)) is not None for stream in streams]


def test_what_was_not_used_for_longest_goes_first() -> None:
    cache = StateCache(budget=5_000)
    for stream in ("a", "b", "c"):
        cache.put((OURS, stream), folded(stream, size=500))
    cache.get((OURS, "a"))
    cache.put((OURS, "d"), folded("d", size=1_000))
    assert kept(cache, "a", "b", "c", "d") == [True, False, True, True]


def test_an_older_state_never_replaces_a_newer_one() -> None:
    cache = StateCache(budget=10_000)
    cache.put((OURS, "a"), folded("a", version=5))
    cache.put((OURS, "a"), folded("a", version=4))
    found = cache.get((OURS, "a"))
    assert found is not None
    assert found.version == 5


def test_a_state_beyond_the_whole_budget_is_not_kept_and_drives_nothing_out() -> None:
    cache = StateCache(budget=5_000)
    cache.put((OURS, "a"), folded("a"))
    cache.put((OURS, "b"), folded("b", size=50_000))
    assert kept(cache, "a", "b") == [True, False]


def test_tenants_do_not_see_each_other_s_states() -> None:
    cache = StateCache(budget=5_000)
    cache.put((OURS, "a"), folded("a"))
    assert cache.get((tenant(), "a")) is None


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 5), st.integers(0, 3_000))))
def test_the_budget_holds_whatever_comes(puts: list[tuple[int, int, int]]) -> None:
    cache = StateCache(budget=8_000)
    for stream, version, size in puts:
        cache.put((OURS, str(stream)), folded(str(stream), version, size))
        assert cache.weight <= 8_000
        if version == 5:
            cache.drop((OURS, str(stream)))
    for stream in range(10):
        cache.drop((OURS, str(stream)))
    assert (len(cache), cache.weight) == (0, 0)
