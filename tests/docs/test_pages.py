"""Pages point to what exists, name commands that exist, and every decision names the tests that hold it."""

import re
from pathlib import Path

import pytest

from docs.generators.markdown import slug

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
DECISIONS = sorted((ROOT / "docs/decisions").glob("*.md"))

_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_SHELL = re.compile(r"^```sh[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TARGET = re.compile(r"^([a-z-]+):", re.MULTILINE)
_MAKE_IN_PROSE = re.compile(r"`make ([a-z-]+)")
_MAKE_IN_SHELL = re.compile(r"^make ([a-z-]+)", re.MULTILINE)
_PARTS = ("Context", "Decision", "Consequences", "Enforced by")


def links(page: Path) -> list[str]:
    """Where a page leads within this repository."""
    prose = _FENCE.sub("", page.read_text())
    return [target for target in _LINK.findall(prose) if "://" not in target]


def anchors(page: Path) -> set[str]:
    """The headings of a page, as links name them."""
    return {slug(heading) for heading in _HEADING.findall(_FENCE.sub("", page.read_text()))}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = []
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path) if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_make_target_that_a_page_names_exists(page: Path) -> None:
    targets = set(_TARGET.findall((ROOT / "Makefile").read_text()))
    text = page.read_text()
    shell = "\n".join(_SHELL.findall(text))
    assert {*_MAKE_IN_PROSE.findall(text), *_MAKE_IN_SHELL.findall(shell)} - targets == set()


def test_every_page_can_be_reached_from_the_readme() -> None:
    known, waiting = set[Path](), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop().resolve()
        if page in known or not page.exists():
            continue
        known.add(page)
        if page.is_dir():
            waiting += page.glob("*.md")
        elif page.suffix == ".md":
            waiting += [
                page.parent / link.partition("#")[0] for link in links(page) if link[0] != "#"
            ]
    assert [page for page in PAGES if page not in known] == []


def test_the_readme_asks_for_two_commands_and_no_more() -> None:
    (commands,) = _SHELL.findall((ROOT / "README.md").read_text())
    assert commands.split("\n") == ["make demo", "make test", ""]


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_says_why_what_and_at_which_price(decision: Path) -> None:
    text = decision.read_text()
    assert [heading for heading in _HEADING.findall(text)[1:] if heading in _PARTS] == [*_PARTS]
    assert text.startswith(f"# {decision.stem[:4]}. ")
    assert re.search(r"^Status: accepted, \d{4}-\d\d-\d\d$", text, re.MULTILINE)
    assert len(text.splitlines()) <= 60, "a decision is one page"


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda page: page.stem)
def test_every_decision_names_tests_that_exist(decision: Path) -> None:
    enforced = decision.read_text().partition("## Enforced by")[2]
    named = re.findall(r"`([\w/]+\.py)(?:::(\w+))?`", enforced)
    assert named, "a decision that nothing enforces is a wish"
    for place, name in named:
        assert place.startswith("tests/")
        assert (ROOT / place).exists(), place
        assert not name or f"def {name}(" in (ROOT / place).read_text(), f"{place}::{name}"


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [int(decision.name[:4]) for decision in DECISIONS]
    assert numbers == list(range(1, len(numbers) + 1))
