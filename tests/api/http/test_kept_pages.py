"""A page is as good as a fresh one for as long as it reflects the end of the log."""

from api.http.answer import Answer
from api.http.kept_pages import KeptPage, KeptPages

QUESTION = ("ten_1", "suppliers", "limit=50", "application/json")


def page(position: int, size: int = 10) -> KeptPage:
    return KeptPage("tag", Answer(200, b"x" * size), position, good_until=100.0)


def test_a_page_is_good_exactly_while_its_position_is_the_end_of_the_log() -> None:
    kept, seven = KeptPages(), page(7)
    kept.keep(QUESTION, seven)
    assert kept.find(QUESTION, 7, 0.0) is seven
    assert kept.find(QUESTION, 6, 0.0) is None  # this process has yet to hear of it
    assert kept.find(QUESTION, 7, 0.0) is seven
    assert kept.find(QUESTION, 8, 0.0) is None
    assert len(kept) == 0


def test_whoever_may_be_deaf_gets_nothing_from_memory() -> None:
    kept = KeptPages()
    kept.keep(QUESTION, page(7))
    assert kept.find(QUESTION, None, 0.0) is None


def test_a_page_that_the_clock_may_change_ends_with_its_time() -> None:
    kept = KeptPages()
    kept.keep(QUESTION, page(7))
    assert kept.find(QUESTION, 7, 100.0) is None


def test_the_least_recently_used_goes_when_memory_ends() -> None:
    kept = KeptPages(most_bytes=3 * 1600)
    for number in range(3):
        kept.keep((str(number),), page(7, size=1000))
    kept.find(("0",), 7, 0.0)
    kept.keep(("3",), page(7, size=1000))
    assert kept.find(("1",), 7, 0.0) is None
    assert kept.find(("0",), 7, 0.0) is not None
