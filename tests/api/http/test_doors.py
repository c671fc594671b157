"""Every operation is open to the roles that the table names, to nobody else, and to one tenant only."""

from api.http.front_door import FrontDoor
from tests.api.http.estate import Estate, Shown
from tests.api.http.walk import Walk, described, every_step
from tests.contracts import documented

OPERATIONS = described(documented.api())


def taken(estate: Estate, app: FrontDoor, *shown: Shown) -> list[str]:
    """What is wrong on the way of whoever shows these."""
    walk = Walk(estate, app)
    return walk.through(step for step in every_step(OPERATIONS) if step.shown in shown)


def test_each_role_gets_through_exactly_the_doors_of_the_table(
    estate: Estate, app: FrontDoor
) -> None:
    shown = set(Shown) - {Shown.REVOKED}
    assert taken(estate, app, *shown) == []


def test_no_door_opens_to_a_token_whose_session_was_ended(estate: Estate, app: FrontDoor) -> None:
    assert taken(estate, app, Shown.REVOKED) == []
