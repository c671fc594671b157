"""What runs the commands of pages notices when a page is wrong."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.walkthrough import ROOT, Shell, Step, agrees, steps

PAGE = """
Words.

```sh background
serve
```
```sh
say one
```

More words.

```text
one
```
```python
ignored = True
```
```python kept.py
kept = True
```
```sh exits 4
fail
```
```sh background again
BRIEFLY=yes serve
```
"""


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    shell = Shell(tmp_path, {"GREETING": "good day"})
    yield shell
    shell.close()


def test_a_page_is_read_as_the_steps_that_it_describes() -> None:
    assert list(steps(PAGE)) == [
        Step("serve\n", background=True),
        Step("say one\n", "one\n"),
        Step("cat > kept.py <<'END'\nkept = True\nEND\n"),
        Step("fail\n", code=4),
        Step("BRIEFLY=yes serve\n", background=True, again=True),
    ]


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ("one", "one\n"),
        ("id po_…", "id po_3f2504e0\n"),
        ("first\n…\nlast", "first\nlast"),
        ("first\n…\nlast", "first\n2\n3\nlast"),
        ("…", ""),
        ("a (b) [c]", "a (b) [c]  \n"),
    ],
)
def test_what_is_printed_may_differ_where_the_page_leaves_it_open(shown: str, printed: str) -> None:
    assert agrees(shown, printed)


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ("one", "two"),
        ("one", "one\ntwo"),
        ("one\ntwo", "one"),
        ("id po_… end", "id po_3f2504e0\nend"),
        ("first\n…\nlast", "first\n2"),
        ("a.c", "abc"),
    ],
)
def test_what_is_printed_may_not_differ_anywhere_else(shown: str, printed: str) -> None:
    assert not agrees(shown, printed)


def test_steps_share_one_shell(shell: Shell) -> None:
    shell.follow(
        "```sh\nGREETED=$GREETING\n```\n```sh\necho $GREETED\n```\n```text\ngood day\n```\n"
    )


@pytest.mark.parametrize(
    "page",
    [
        "```sh\necho one\n```\n```text\ntwo\n```\n",
        "```sh\nfalse\n```\n",
        "```sh exits 4\ntrue\n```\n",
        "```sh\nno-such-command\n```\n",
    ],
)
def test_a_page_that_is_wrong_is_found(shell: Shell, page: str) -> None:
    with pytest.raises(AssertionError, match=r"one|ended with"):
        shell.follow(page)


def test_what_a_page_started_is_told_to_stop_when_its_reader_is_killed(tmp_path: Path) -> None:
    began, stopped = tmp_path / "began", tmp_path / "stopped"
    server = f"sh -c 'trap \"echo > {stopped}; exit\" TERM; echo > {began}; sleep 60 & wait'"
    page = (
        f"```sh background\n{server}\n```\n```sh\nuntil test -e {began}; do sleep 0.01; done\n```\n"
    )
    program = (
        "import os, pathlib, sys\n"
        "from tests.docs.walkthrough import Shell\n"
        "Shell(pathlib.Path(sys.argv[1]), {}).follow(sys.argv[2])\n"
        "os.kill(os.getpid(), 9)\n"
    )
    killed = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path), page], check=False, cwd=ROOT
    )
    assert killed.returncode == -9
    deadline = time.monotonic() + 30
    while not stopped.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert stopped.exists()
