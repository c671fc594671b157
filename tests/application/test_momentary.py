"""An answer is believed for a moment, and not after it is known to have changed."""

import asyncio
from dataclasses import dataclass, field

import pytest

from application.momentary import Answered, Momentary


@dataclass
class Source:
    """What is asked, and how often it was; the time is the test's."""

    value: str = "first"
    asked: int = 0
    seconds: float = 0.0
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    was_asked: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.gate.set()

    async def ask(self, key: str) -> Answered[str]:
        self.asked += 1
        self.was_asked.set()
        said = self.value
        await self.gate.wait()
        if said == "broken":
            raise RuntimeError(said)
        return Answered(f"{said} {key}", ("stream",))

    def momentary(self) -> Momentary[str, str]:
        return Momentary(self.ask, now=lambda: self.seconds)


async def test_an_answer_is_good_for_a_second_and_not_longer() -> None:
    source = Source()
    answers = source.momentary()
    assert await answers.get("a") == "first a"
    source.value, source.seconds = "second", 0.999
    assert await answers.get("a") == "first a"
    source.seconds = 1.0
    assert await answers.get("a") == "second a"
    assert source.asked == 2


async def test_what_is_forgotten_is_asked_again_and_what_was_being_asked_is_not_kept() -> None:
    source = Source()
    answers = source.momentary()
    await answers.get("a")
    source.gate.clear()
    source.was_asked.clear()
    waiting = asyncio.create_task(answers.get("b"))
    await source.was_asked.wait()
    answers.forget()
    source.value = "second"
    source.gate.set()
    assert await waiting == "first b"
    assert [await answers.get("a"), await answers.get("b")] == ["second a", "second b"]


async def test_a_second_counts_from_when_it_was_asked_not_from_when_it_was_answered() -> None:
    source = Source()
    answers = source.momentary()
    source.gate.clear()
    waiting = asyncio.create_task(answers.get("a"))
    await source.was_asked.wait()
    source.seconds = 0.9
    source.gate.set()
    await waiting
    source.value, source.seconds = "second", 1.0
    assert await answers.get("a") == "second a"


async def test_many_who_ask_at_once_are_answered_by_one_question() -> None:
    source = Source()
    answers = source.momentary()
    assert set(await asyncio.gather(*(answers.get("a") for _ in range(50)))) == {"first a"}
    assert source.asked == 1


async def test_news_of_what_it_was_made_from_ends_an_answer_at_once() -> None:
    source = Source()
    answers = source.momentary()
    await answers.get("a")
    source.value = "second"
    answers.changed(["another stream"])
    assert await answers.get("a") == "first a"
    answers.changed(["stream"])
    assert await answers.get("a") == "second a"


async def test_a_failure_is_told_to_who_waits_and_kept_for_nobody() -> None:
    source = Source(value="broken")
    answers = source.momentary()
    with pytest.raises(RuntimeError):
        await answers.get("a")
    source.value = "mended"
    assert await answers.get("a") == "mended a"


async def test_whoever_stops_waiting_takes_the_answer_from_nobody() -> None:
    source = Source()
    answers = source.momentary()
    source.gate.clear()
    impatient = asyncio.create_task(answers.get("a"))
    patient = asyncio.create_task(answers.get("a"))
    await asyncio.sleep(0)
    impatient.cancel()
    source.gate.set()
    assert await patient == "first a"
