"""A day: orders in the morning, goods before noon, invoices after it, and then whatever is worth telling."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from api.cli.demo.narration import Step
from api.cli.demo.plan.orders import LAST_DAY, OrderPlan
from api.cli.demo.play.evening import comes_to_rest
from api.cli.demo.play.month import Month, Task
from api.cli.demo.play.routine import acknowledge, deliver, place, register
from api.plural import count

MORNING, NOON, AFTERNOON = "08:30", "11:00", "13:30"
EVENING = "18:00"


@dataclass(frozen=True, slots=True)
class Scene:
    """What happens at a time of a working day, and is told."""

    day: int
    clock: str
    title: str
    act: Callable[[Month], None]


def play(month: Month, scenes: Sequence[Scene]) -> datetime:
    """All days from the first to the last; raises a Complaint when something is answered otherwise.

    Returns the evening of the last one, when everything has had its effect.
    """
    for day in range(LAST_DAY + 1):
        month.it_becomes(day, MORNING, f"Day {day + 1}")
        _work(month, day)
        for scene in sorted((one for one in scenes if one.day == day), key=lambda one: one.clock):
            month.it_becomes(day, scene.clock, scene.title)
            scene.act(month)
    evening = month.it_becomes(LAST_DAY, EVENING)
    comes_to_rest(month)
    return evening


def _work(month: Month, day: int) -> None:
    """The ordinary part, in which nobody waits for anybody."""
    plans = month.plans
    placed = [plan for plan in plans if plan.day == day and not plan.placed_by_scene]
    accepted = [plan for plan in plans if plan.day == day - 1 and _is_routine(plan)]
    arrived = [(plan, one) for plan in plans for one in plan.deliveries if one.day == day]
    billed = [(plan, one) for plan in plans for one in plan.bills if one.day == day]
    month.at_once([partial(place, month, plan) for plan in placed])
    month.at_once([partial(acknowledge, month, plan) for plan in accepted])
    _at(month, day, NOON, [partial(deliver, month, *one) for one in arrived])
    _at(month, day, AFTERNOON, [partial(register, month, *one) for one in billed])
    done = (
        (len(placed), "order"),
        (len(arrived), "delivery"),
        (len(billed), "invoice"),
    )
    said = ", ".join(count(number, noun) for number, noun in done if number)
    if said:
        month.company.narration.tell(Step("everybody", f"goes about their work: {said}", ""))


def _is_routine(plan: OrderPlan) -> bool:
    return plan.accepted and not plan.placed_by_scene


def _at(month: Month, day: int, clock: str, tasks: Sequence[Task]) -> None:
    if tasks:
        month.it_becomes(day, clock)
        month.at_once(tasks)
