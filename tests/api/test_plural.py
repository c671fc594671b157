"""Numbers of things read as people say them."""

import pytest

from api.plural import count


@pytest.mark.parametrize(
    ("number", "noun", "said"),
    [
        (0, "bar", "0 bars"),
        (1, "log", "1 log"),
        (2, "log", "2 logs"),
        (1, "delivery", "1 delivery"),
        (1500, "delivery", "1,500 deliveries"),
    ],
)
def test_one_thing_is_singular_and_any_other_number_plural(
    number: int, noun: str, said: str
) -> None:
    assert count(number, noun) == said
