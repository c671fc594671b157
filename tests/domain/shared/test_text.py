"""Text is bounded, trimmed, and says only what can be seen."""

import json

import pytest
from pydantic import TypeAdapter

from domain.shared.text import Code, LongText, PartyName, Reason, ShortText
from tests.domain.shared.wire import problems, read

KINDS = {Code: 64, PartyName: 140, ShortText: 200, Reason: 500, LongText: 2000}
every_kind = pytest.mark.parametrize(("kind", "most"), KINDS.items())


@every_kind
def test_text_has_an_end(kind, most):
    assert read(kind, json.dumps("ü" * most)) == "ü" * most
    assert f"1 to {most} characters" in problems(kind, json.dumps("a" * (most + 1)))[""]


@every_kind
@pytest.mark.parametrize("nothing", ["", " ", "\u00a0", "\u2003 \u2003"])
def test_blank_text_is_no_text(kind, most, nothing):
    assert "characters" in problems(kind, json.dumps(nothing))[""]


@every_kind
def test_spaces_around_the_text_are_not_part_of_it(kind, most):
    assert read(kind, '"  Bolts & Sons  "') == "Bolts & Sons"


@every_kind
@pytest.mark.parametrize(
    "character",
    [
        "\x00",
        "\x07",
        "\x08",
        "\x0b",
        "\x0c",
        "\r",
        "\x1b",
        "\x1c",
        "\x7f",
        "\x85",
        "\x9f",
        "\u202e",
        "\u2066",
    ],
)
def test_characters_that_do_something_are_refused_wherever_they_stand(kind, most, character):
    for text in (f"a{character}b", f"{character}ab", f"ab{character}"):
        assert "control characters" in problems(kind, json.dumps(text))[""]


@pytest.mark.parametrize("kind", [Reason, LongText])
def test_long_text_has_lines_and_tabs(kind):
    assert read(kind, json.dumps("first\n\tsecond")) == "first\n\tsecond"


@pytest.mark.parametrize("kind", [Code, PartyName, ShortText])
@pytest.mark.parametrize("character", ["\n", "\t"])
def test_a_line_is_one_line(kind, character):
    assert "control characters" in problems(kind, json.dumps(f"first{character}second"))[""]


@pytest.mark.parametrize("text", ["مرابحة", "契約", "Łódź", "O'Neill; DROP TABLE", "👩‍🏭"])
def test_every_script_is_welcome(text):
    assert read(ShortText, json.dumps(text)) == text


@every_kind
@pytest.mark.parametrize("body", ["7", "null", "true", "[]", '"\\ud800"'])
def test_what_is_no_text_is_refused(kind, most, body):
    assert problems(kind, body)


def test_a_lone_surrogate_that_did_not_come_through_json_is_refused_too():
    with pytest.raises(ValueError, match="control characters"):
        TypeAdapter(ShortText).validate_python("a\ud800")


@every_kind
def test_openapi_states_the_bounds(kind, most):
    schema = TypeAdapter(kind).json_schema()
    assert (schema["minLength"], schema["maxLength"]) == (1, most)
    assert schema["pattern"].startswith("^[^\\u0000")
