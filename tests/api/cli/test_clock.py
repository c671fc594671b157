"""The clock of a sandbox moves forward from the command line."""

from datetime import datetime, timedelta

from tests.api.cli.command_line import CommandLine


def test_a_sandbox_is_moved_by_a_span(daybook: CommandLine, tenant: str) -> None:
    spans = {
        "3d": timedelta(days=3),
        "12h": timedelta(hours=12),
        "30m": timedelta(minutes=30),
    }
    for span, moved in spans.items():
        record = daybook("clock", "advance", span, "-o", "json").json
        stood, advanced = (
            datetime.fromisoformat(record[name]) for name in ("stoodAt", "advancedTo")
        )
        assert advanced - stood == moved


def test_time_never_goes_back_and_is_never_guessed(daybook: CommandLine, tenant: str) -> None:
    wrong = {
        "2020-01-01T00:00:00Z": (1, "ClockOnlyMovesForward"),
        "2030-01-01T00:00:00": (2, "InvalidValue"),
        "soon": (2, "WrongUsage"),
    }
    for target, expected in wrong.items():
        refused = daybook("clock", "advance", target)
        assert (refused.code, refused.error) == expected, target


def test_the_time_of_a_real_tenant_is_nobodys_to_move(daybook: CommandLine) -> None:
    daybook("tenant", "create", "Acme", "--admin", "ann@example.com")
    refused = daybook("clock", "advance", "1d")
    assert (refused.code, refused.error) == (4, "NotASandbox")
