"""What is left to do, and whose turn it is."""

from domain.shared.ids import TenantId
from infrastructure.event_store.checkpoints import Lagging
from infrastructure.event_store.follower_backlog import Backlog, Portion
from tests.infrastructure.event_store.following import new_tenant

ONE, TWO, THREE = (new_tenant() for _ in range(3))


def leading(_: str, __: TenantId) -> int | None:
    return 7


def lagging(
    tenant: TenantId, head: int, position: int = 0, name: str = "a", *, due: bool = True
) -> Lagging:
    return Lagging(name, tenant, head, position, due)


def test_tenants_take_turns():
    backlog = Backlog(["a"], leading)
    backlog.learn([lagging(ONE, 10), lagging(TWO, 10), lagging(THREE, 10)])
    turns = []
    for _ in range(6):
        (portion,) = backlog.take(1)
        turns.append(portion.tenant)
        backlog.moved("a", portion.tenant, portion.after + 1)
    assert turns == [ONE, TWO, THREE, ONE, TWO, THREE]


def test_subscribers_at_the_same_place_are_served_together():
    backlog = Backlog(["a", "b", "c"], leading)
    backlog.learn([lagging(ONE, 9), lagging(ONE, 9, name="b"), lagging(ONE, 9, 4, "c")])
    assert backlog.take(5) == [
        Portion(ONE, 0, 9, {"a": 7, "b": 7}),
        Portion(ONE, 4, 9, {"c": 7}),
    ]


def test_nothing_is_left_once_the_head_is_reached_until_it_moves():
    backlog = Backlog(["a"], leading)
    backlog.learn([lagging(ONE, 3)])
    backlog.moved("a", ONE, 3)
    assert backlog.take(1) == []
    idle = backlog.busy
    backlog.hear({ONE: 4})
    assert (idle, backlog.busy) == (False, True)
    assert backlog.take(1) == [Portion(ONE, 3, 4, {"a": 7})]


def test_a_stopped_subscriber_waits_until_the_database_says_that_it_is_due():
    backlog = Backlog(["a"], leading)
    backlog.learn([lagging(ONE, 3)])
    backlog.stopped("a", ONE)
    backlog.hear({ONE: 4})
    assert backlog.unknown([ONE]) == []
    assert backlog.take(1) == []
    backlog.learn([lagging(ONE, 4, due=False)])
    assert backlog.take(1) == []
    backlog.learn([lagging(ONE, 4)])
    assert backlog.take(1) == [Portion(ONE, 0, 4, {"a": 7})]


def test_who_does_not_lead_has_nothing_to_do_and_nothing_to_ask():
    backlog = Backlog(["a"], lambda _, tenant: 1 if tenant == ONE else None)
    backlog.learn([lagging(ONE, 3), lagging(TWO, 3)])
    assert [portion.tenant for portion in backlog.take(5)] == [ONE]
    assert backlog.unknown([TWO]) == []


def test_after_a_change_of_leadership_every_place_is_asked_again():
    backlog = Backlog(["a"], leading)
    backlog.learn([lagging(ONE, 3)])
    backlog.forget()
    assert backlog.take(1) == []
    assert backlog.unknown([ONE]) == [ONE]
