"""A follower that stopped is seen, tried again, and led past an event on purpose only."""

from typing import Any

import httpx
import psycopg

from tests.api.cli.command_line import CommandLine, forge, served, until
from tests.cluster import Database


def statuses(daybook: CommandLine) -> dict[str, Any]:
    """How everybody is, by name."""
    return {row["name"]: row for row in daybook("projections", "status", "-o", "json").json}


def test_those_who_follow_are_seen_with_how_far_they_are(daybook: CommandLine, tenant: str) -> None:
    users = statuses(daybook)["users"]
    assert (users["lagEvents"], users["tenantsBehind"], users["partitionsLed"]) == (3, 1, 0)
    assert users["stopped"] is None
    assert "approval-inbox" in daybook("projections", "status").out


def test_a_bad_event_stops_one_follower_until_somebody_leads_it_past(
    daybook: CommandLine, tenant: str, environment: dict[str, str], database: Database
) -> None:
    with served(environment) as server:
        until(lambda: statuses(daybook)["tenants"]["lagEvents"] == 0)
        forge(database, tenant, "identity.tenant.clock-advanced")
        until(lambda: statuses(daybook)["tenants"]["stopped"] is not None)
        assert statuses(daybook)["users"]["stopped"] is None
        told = httpx.get(f"{server.url}/ready")
        problems = {each["name"]: each for each in told.json()["checks"] if each.get("problem")}
        assert (told.status_code, set(problems)) == (503, {"tenants"})
        metrics = httpx.get(f"{server.url}/metrics").text
        assert 'daybook_subscriber_stops{subscriber="tenants"} 1.0' in metrics
        assert 'daybook_subscriber_lag_events{subscriber="tenants"} 1.0' in metrics
        retried = daybook("projections", "retry", "tenants")
        assert (retried.code, retried.err) == (0, f"tenants tries position 4 of {tenant} again\n")
        skipped = daybook("projections", "skip", "tenants", "--reason", "it was forged")
        assert skipped.code == 0, skipped.err
        until(lambda: statuses(daybook)["tenants"]["lagEvents"] == 0)
    assert statuses(daybook)["tenants"]["stopped"] is None
    with psycopg.connect(database.administrator_dsn) as connection:
        recorded = connection.execute("SELECT position, reason FROM daybook.skipped_events")
        assert recorded.fetchall() == [(4, "it was forged")]


def test_nobody_is_led_past_an_event_for_nothing(daybook: CommandLine, tenant: str) -> None:
    for asked in (("retry", "users"), ("skip", "users", "--reason", "for fun")):
        refused = daybook("projections", *asked)
        assert (refused.code, refused.error) == (1, "NotStopped")
    assert daybook("projections", "retry", "nobody").error == "NotFound"
    assert daybook("projections", "skip", "users").code == 2
