"""The picture in the README is what the demo prints, and loads nothing from anywhere."""

import re

import pytest

from docs.picture import TARGET, draw, text_of
from tests.api.cli.demo.once import played

_RANDOM = (
    (re.compile(r"\b\d{1,2} (?=[JFMASOND][a-z]{2})[A-Z][a-z]+( \d{4})?\b"), "some day"),
    (re.compile(r"[\d,]+ events at positions 1 to [\d,]+"), "some events"),
    (re.compile(r"[\d,]+ events, signed under root [0-9a-f]+"), "some events, signed"),
    (re.compile(r"[\d,]+ requests in \d+\.\d seconds"), "in some seconds"),
)


def words(picture: str) -> list[str]:
    """The words of a picture, without what is another thing each time."""
    text = text_of(picture)
    for pattern, stands in _RANDOM:
        text = pattern.sub(stands, text)
    return text.split()


def test_the_picture_shows_what_the_demo_prints_today() -> None:
    shown, printed = words(TARGET.read_text()), words(draw(played().screen))
    assert len(shown) > 200
    assert shown == printed, "run python -m docs.picture"


def test_the_picture_loads_nothing_from_anywhere() -> None:
    picture = TARGET.read_text()
    assert re.findall(r"url\((?!#)|@import|@font-face|<image|<script|<use|href=", picture) == []
    assert re.findall(r"\w+://[^\"]+", picture) == ["http://www.w3.org/2000/svg"]


@pytest.mark.parametrize("printed", ["one two", "\x1b[31mone\x1b[0m two", "one  two  "])
def test_what_was_printed_can_be_read_from_its_picture(printed: str) -> None:
    assert text_of(draw(printed)) == "one two"
