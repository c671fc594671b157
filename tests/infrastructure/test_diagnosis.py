"""What is measured is judged: behind, stopped, full, or well."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from application.ports.subscribers import Stop, SubscriberStatus
from domain.shared.ids import TenantId
from infrastructure.diagnosis import examine_follower, examine_machine
from infrastructure.settings import Settings

TENANT = TenantId("ten_3f2504e0-4f89-41d3-9a0c-0305e82c3301")
NOW = datetime(2026, 11, 21, tzinfo=UTC)
STOP = Stop("users", TENANT, 7, None, "it is no user", NOW, 3, NOW)


def follower(lag: float, led: int, *stops: Stop) -> SubscriberStatus:
    """A follower that is so many seconds behind."""
    return SubscriberStatus("users", int(lag), lag, 1, led, stops)


@pytest.mark.parametrize(
    ("status", "well", "said"),
    [
        (follower(0, 8), True, "has seen every event"),
        (follower(2, 8), True, "2 events and 2.0 s behind"),
        (follower(60, 8), False, "60.0 s behind"),
        (follower(60, 0), False, "and nobody runs it"),
        (follower(0, 8, STOP), False, f"stopped at position 7 of {TENANT}: it is no user"),
    ],
)
def test_a_follower_is_well_while_it_keeps_up(
    status: SubscriberStatus, well: bool, said: str
) -> None:
    finding = examine_follower(status)
    assert (finding.check, finding.well) == ("follower users", well)
    assert said in finding.found
    assert well or finding.hint


def test_a_follower_that_stopped_is_helped_by_a_command() -> None:
    hint = examine_follower(follower(0, 8, STOP)).hint
    assert f"daybook projections retry users --tenant {TENANT}" in hint


def test_a_home_that_is_yet_to_be_made_is_judged_by_where_it_will_be(tmp_path: Path) -> None:
    findings = {each.check: each for each in examine_machine(Settings(home=tmp_path / "a" / "b"))}
    assert findings["home"].well
    assert findings["disk"].found.endswith("GB are free")


def test_too_little_space_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infrastructure.diagnosis.LEAST_SPACE", 1 << 60)
    findings = {each.check: each for each in examine_machine(Settings(home=tmp_path))}
    assert not findings["disk"].well
    assert "DAYBOOK_HOME" in findings["disk"].hint
