"""The shell functions of the tutorial help a reader also when something goes wrong."""

import re
import subprocess

import pytest

from tests.docs.walkthrough import ROOT

TUTORIAL = (ROOT / "docs/tutorial/first-purchase.md").read_text()
PROBLEM = """{"type": "/problems/invalid-token", "title": "Invalid token", "status": 401,
 "detail": "the access token is not valid", "error": "InvalidToken"}"""


def pick(answer: str, *paths: str) -> tuple[int, str, str]:
    """The exit code of `pick` with an answer, and what it prints on either output."""
    function = re.search(r"^pick\(\) \{.*?^.*\"\$@\"; \}$", TUTORIAL, re.MULTILINE | re.DOTALL)
    assert function is not None
    done = subprocess.run(
        ["bash", "-c", f'{function[0]}\npick "$@"', "bash", *paths],
        input=answer,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_pick_prints_what_is_asked_for_line_by_line() -> None:
    answer = '{"status": "Draft", "lines": [{"poLine": 1}], "none": null}'
    assert pick(answer, "status", "lines.0.poLine", "lines", "none") == (
        0,
        'Draft\n1\n[{"poLine": 1}]\nnull\n',
        "",
    )


def test_pick_shows_the_problem_where_an_answer_was_hoped_for() -> None:
    assert pick(PROBLEM, "accessToken") == (
        1,
        "",
        "InvalidToken: the access token is not valid\n",
    )
    assert pick(PROBLEM, "status", "error") == (0, "401\nInvalidToken\n", "")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("", "there is no answer"),
        ("<html>Bad gateway</html>", "<html>Bad gateway</html>"),
        ('{"items": []}', 'there is no items.0.id in {"items": []}'),
        ("[]", "there is no items.0.id in []"),
    ],
)
def test_pick_never_answers_with_a_traceback(answer: str, said: str) -> None:
    assert pick(answer, "items.0.id") == (1, "", f"{said}\n")
