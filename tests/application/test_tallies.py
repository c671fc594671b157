"""What happens again and again is told once at first, then once a minute, and never fills the memory."""

from datetime import UTC, datetime, timedelta

from application.tallies import Tallies, Tally

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
Told = list[tuple[str, int, tuple[str, ...]]]


def telling(told: Told, most: int = 10) -> Tallies[str]:
    def tell(key: str, tally: Tally) -> None:
        told.append((key, tally.times, tuple(tally.networks)))

    return Tallies(tell, most, window=60.0)


def test_a_flood_is_told_once_at_first_and_once_a_minute_after_that() -> None:
    told: Told = []
    tallies = telling(told)
    for second in range(150):
        tallies.count("ann", NOON + timedelta(seconds=second), "n1", float(second))
        tallies.tell_due(float(second))
    assert told == [("ann", 1, ("n1",)), ("ann", 60, ("n1",)), ("ann", 60, ("n1",))]
    tallies.tell_all()
    assert told[-1] == ("ann", 29, ("n1",))
    assert sum(times for _, times, _ in told) == 150, "nothing is lost, and nothing told twice"


def test_what_does_not_happen_again_is_forgotten() -> None:
    told: Told = []
    tallies = telling(told)
    tallies.count("ann", NOON, "n1", 0.0)
    assert tallies.next_due() == 60.0
    tallies.tell_due(60.0)
    assert tallies.next_due() is None
    assert len(told) == 1


def test_an_attack_from_everywhere_names_its_first_networks_alone() -> None:
    told: Told = []
    tallies = telling(told)
    for number in range(100):
        tallies.count("ann", NOON, f"n{number}", 0.0)
    tallies.tell_all()
    assert told[1][:2] == ("ann", 99)
    assert told[1][2] == tuple(f"n{number}" for number in range(1, 17))


def test_more_things_than_there_is_room_for_are_counted_as_lost() -> None:
    told: Told = []
    tallies = telling(told, most=3)
    for number in range(10):
        tallies.count(f"user {number}", NOON, "n1", 0.0)
    assert len(told) == 3
    assert tallies.lost == 7
