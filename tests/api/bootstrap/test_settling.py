"""What a process does about garbage once it runs."""

import gc
from collections.abc import Iterator

import pytest

from api.bootstrap import process


@pytest.fixture
def settled() -> Iterator[None]:
    """A process that has started; afterwards it is as it was."""
    before = gc.get_threshold()
    process._settle()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


def test_a_pass_over_new_objects_looks_at_few_and_leaves_older_ones_alone(settled: None) -> None:
    looked_at: list[int] = []
    generations: set[int] = set()

    def note(phase: str, of: dict[str, int]) -> None:
        if phase == "start":
            generations.add(of["generation"])
            looked_at.append(len(gc.get_objects(generation=0)))

    gc.callbacks.append(note)
    try:
        made = [[number] for number in range(60_000)]
    finally:
        gc.callbacks.remove(note)
    assert len(looked_at) >= len(made) // 5_000
    assert max(looked_at) < 5_000
    assert generations == {0}


def test_what_was_there_at_the_start_is_left_out(settled: None) -> None:
    assert gc.get_freeze_count() > 10_000
