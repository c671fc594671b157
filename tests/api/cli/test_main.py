"""Every command ends with a code that scripts can rely on, and tells what went wrong in words."""

import shlex
import signal
import subprocess
from pathlib import Path

import pytest

from api.cli.catalogue import CATALOGUE, load
from tests.api.cli.command_line import PATIENCE, CommandLine, begun, command, surroundings, typed

NOWHERE = "postgresql://nobody:secret@127.0.0.1:1/nothing"


def test_help_appears_at_once_because_it_loads_no_command(tmp_path: Path) -> None:
    helped = subprocess.run(
        [*command("--help")[:1], "-X", "importtime", *command("--help")[1:]],
        env=surroundings(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "serve" in helped.stdout
    loaded = {line.rpartition("|")[2].strip() for line in helped.stderr.splitlines()}
    assert not loaded & {"fastapi", "psycopg", "pydantic", "api.bootstrap", "rich.console", "httpx"}


def test_help_says_of_each_command_what_the_command_says_itself() -> None:
    for name, entry in CATALOGUE.items():
        assert load(name).help.partition("\n")[0] == entry.sentence.partition("\n")[0], name


@pytest.mark.parametrize("name", CATALOGUE)
def test_help_says_whole_sentences_of_what_is_there(name: str) -> None:
    command = load(name)
    with command.make_context(f"daybook {name}", [], resilient_parsing=True) as context:
        shown = " ".join(command.get_help(context).split())
    assert "completion" not in shown
    for part in getattr(command, "commands", {}).values():
        assert f"{part.name} {' '.join(part.help.split()).partition('. ')[0].strip('.')}" in shown


def test_the_version_is_that_of_the_package(daybook: CommandLine) -> None:
    assert daybook("--version").out.startswith("daybook ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "a command is missing"),
        (("tenant",), "a command is missing"),
        (("sreve",), "Did you mean 'serve'?"),
        (("migrate", "--nonsense"), "No such option: --nonsense"),
        (("events", "tail", "-n", "0"), "greater than or equal to 1"),
        (("tenant", "list", "-o", "xml"), "'xml' is not one of"),
        (("show",), "Missing argument"),
        (("show", "po_1"), "must be po_ followed by a version 4 UUID"),
        (("show", "nonsense"), "must begin with one of"),
        (("replay",), "say which document"),
    ],
)
def test_what_cannot_be_understood_ends_with_2(
    daybook: CommandLine, arguments: tuple[str, ...], said: str
) -> None:
    ended = daybook(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    assert ended.err.count("error[") == 1


@pytest.mark.parametrize(
    ("name", "value", "code", "error"),
    [
        ("DATABASE_URL", NOWHERE, 5, "DatabaseUnreachable"),
        ("DATABASE_URL", "mysql://somewhere", 2, "InvalidSetting"),
        ("DAYBOOK_POOL_SIZE", "many", 2, "InvalidSetting"),
        ("DAYBOOK_LOG_LEVEL", "loud", 2, "InvalidSetting"),
    ],
)
def test_a_wrong_environment_is_told_by_name_and_without_secrets(
    daybook: CommandLine,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: str,
    code: int,
    error: str,
) -> None:
    monkeypatch.setenv(name, value)
    ended = daybook("tenant", "list")
    assert (ended.code, ended.error, ended.out) == (code, error, "")
    assert "\nhint: " in ended.err
    assert "secret" not in ended.err


def test_a_home_that_is_a_file_is_told_with_what_to_do(
    daybook: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setenv("DAYBOOK_HOME", str(tmp_path / "file"))
    ended = daybook("tenant", "list")
    assert (ended.code, ended.error) == (1, "DataFolderRefused")
    assert "DAYBOOK_HOME" in ended.err


def test_what_nobody_expected_is_told_without_a_traceback_unless_it_is_asked_for(
    daybook: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def surprising(*_: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr("api.cli.openapi.openapi_document", surprising)
    ended = daybook("openapi")
    assert (ended.code, ended.error) == (1, "InternalError")
    assert "Traceback" not in ended.err
    monkeypatch.setenv("DAYBOOK_LOG_LEVEL", "debug")
    assert "Traceback" in daybook("openapi").err


def test_a_reader_who_has_seen_enough_is_no_failure(environment: dict[str, str]) -> None:
    with begun(environment, "openapi") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.read(1) == "{"
        process.stdout.close()
        assert process.wait(PATIENCE) == 0
        assert process.stderr.read() == ""


def test_a_full_disk_is_told_once(environment: dict[str, str]) -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            command("--version"),
            env=environment,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ended.returncode == 1
    assert ended.stderr.startswith("error[DiskFull]: no space left on device\nhint: ")
    assert len(ended.stderr.splitlines()) == 2


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_gets_nothing_and_harms_nothing(
    environment: dict[str, str], closed: str
) -> None:
    line = f"{shlex.join(command('--version'))} {closed}"
    ended = subprocess.run(
        ["/bin/sh", "-c", line], env=environment, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_command_ends_quietly(
    environment: dict[str, str], tenant: str, number: signal.Signals, code: int
) -> None:
    with begun(environment, "events", "tail", "--follow", "--tenant", tenant) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("position")
        process.send_signal(number)
        _, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, err) == (code, "")


def test_a_terminal_that_knows_ascii_alone_still_gets_every_word(
    environment: dict[str, str], daybook: CommandLine
) -> None:
    daybook("tenant", "create", "Käufer", "--admin", "ann@example.com")
    ended = typed({**environment, "PYTHONIOENCODING": "ascii"}, "tenant", "list")
    assert ended.code == 0
    assert "K\\xe4ufer" in ended.out
