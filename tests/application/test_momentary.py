"""An answer is believed for a moment, and not after it is known to have changed."""

import asyncio
from dataclasses import dataclass, field

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

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

    def momentary(self, ahead: float | None = None) -> Momentary[str, str]:
        return Momentary(self.ask, ahead=ahead, now=lambda: self.seconds)


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


@pytest.mark.parametrize("news", [["stream"], ["another", "stream"], None])
async def test_news_while_the_first_question_is_under_way_is_missed_by_nobody_who_asks_after_it(
    news: list[str] | None,
) -> None:
    """Nobody knows yet what the answer will be made from."""
    source = Source()
    answers = source.momentary()
    source.gate.clear()
    before = asyncio.create_task(answers.get("a"))
    await source.was_asked.wait()
    source.value = "second"
    answers.forget() if news is None else answers.changed(news)
    after = asyncio.create_task(answers.get("a"))
    await asyncio.sleep(0)
    source.gate.set()
    assert [await before, await after, await answers.get("a")] == [
        "first a",
        "second a",
        "second a",
    ]
    assert source.asked == 2


async def test_news_of_something_else_lets_a_question_under_way_be_kept() -> None:
    source = Source()
    answers = source.momentary()
    source.gate.clear()
    waiting = asyncio.create_task(answers.get("a"))
    await source.was_asked.wait()
    answers.changed(["another"])
    source.gate.set()
    await waiting
    assert await answers.get("a") == "first a"
    assert source.asked == 1


async def test_what_is_too_old_to_be_used_is_dropped_with_what_it_was_made_from() -> None:
    source = Source()
    answers = source.momentary()
    for key in "abc":
        await answers.get(key)
    assert len(answers) == 3
    source.seconds = 1.0
    await answers.get("d")
    assert len(answers) == 1
    answers.changed(["stream"])
    assert (len(answers), answers._made_from) == (0, {})


async def test_so_many_answers_are_kept_and_the_oldest_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("application.momentary.MOST", 3)
    source = Source()
    answers = source.momentary()
    for key in "abcd":
        await answers.get(key)
    assert list(answers._kept) == ["b", "c", "d"]


async def test_whoever_uses_an_answer_does_not_wait_for_the_next() -> None:
    source = Source()
    answers = source.momentary(ahead=0.5)
    await answers.get("a")
    source.value, source.seconds = "second", 0.5
    source.gate.clear()
    source.was_asked.clear()
    assert await answers.get("a") == "first a"
    await source.was_asked.wait()
    assert await answers.get("a") == "first a"
    source.gate.set()
    await asyncio.gather(*(each.task for each in answers._asking.values() if each.task))
    assert await answers.get("a") == "second a"
    assert source.asked == 2


async def test_a_question_beside_the_requests_that_fails_is_asked_again() -> None:
    source = Source()
    answers = source.momentary(ahead=0.5)
    await answers.get("a")
    source.value, source.seconds = "broken", 0.5
    assert await answers.get("a") == "first a"
    await asyncio.sleep(0)
    source.value, source.seconds = "mended", 1.0
    assert await answers.get("a") == "mended a"


@dataclass
class Truth:
    """What two keys are worth, which grows, with or without news of it; questions wait to be let go."""

    worth: dict[str, int] = field(default_factory=lambda: {"a": 0, "b": 0})
    told: dict[str, int] = field(default_factory=lambda: {"a": 0, "b": 0})
    long_ago: dict[str, list[tuple[float, int]]] = field(
        default_factory=lambda: {"a": [(-9.0, 0)], "b": [(-9.0, 0)]}
    )
    held: list[asyncio.Event] = field(default_factory=list)
    seconds: float = 0.0

    async def ask(self, key: str) -> Answered[int]:
        """What the key is worth as the question begins, once it is let go."""
        worth = self.worth[key]
        gate = asyncio.Event()
        self.held.append(gate)
        await gate.wait()
        return Answered(worth, (f"stream of {key}",))

    def least(self, key: str) -> int:
        """What whoever asks now must be told at least: what they heard, and what was so a moment ago."""
        before = [worth for at, worth in self.long_ago[key] if at <= self.seconds - 1.0]
        return max(self.told[key], *before)

    def grows(self, key: str, answers: Momentary[str, int], heard: bool) -> None:
        """One more, of which this process may hear."""
        self.worth[key] += 1
        self.long_ago[key].append((self.seconds, self.worth[key]))
        if heard:
            self.told[key] = self.worth[key]
            answers.changed([f"stream of {key}"])


Deed = tuple[str, str]
DEEDS = st.tuples(st.sampled_from(["get", "hear", "grow", "let go", "wait"]), st.sampled_from("ab"))


@given(deeds=st.lists(DEEDS, max_size=40), ahead=st.sampled_from([None, 0.5]))
@settings(max_examples=60, deadline=None)
@example(deeds=[("get", "a"), ("hear", "a"), ("get", "a"), ("let go", "a")], ahead=None)
@example(
    deeds=[("get", "a"), ("grow", "a"), *[("wait", "a")] * 4, ("get", "a"), ("let go", "a")],
    ahead=None,
)
def test_nobody_is_told_less_than_they_heard_or_what_is_older_than_a_moment(
    deeds: list[Deed], ahead: float | None
) -> None:
    asyncio.run(_do(deeds, ahead))


async def _do(deeds: list[Deed], ahead: float | None) -> None:
    truth = Truth()
    answers: Momentary[str, int] = Momentary(truth.ask, ahead=ahead, now=lambda: truth.seconds)
    asked: list[tuple[asyncio.Task[int], int]] = []
    for deed, key in deeds:
        if deed == "get":
            asked.append((asyncio.create_task(answers.get(key)), truth.least(key)))
        elif deed == "wait":
            truth.seconds += 0.3
        elif deed == "let go":
            _let_go(truth)
        else:
            truth.grows(key, answers, heard=deed == "hear")
        await _settled()
    while not all(task.done() for task, _ in asked):
        _let_go(truth)
        await _settled()
    for task, least in asked:
        assert task.result() >= least
    _let_go(truth)
    await _settled()
    assert not answers._asking


def _let_go(truth: Truth) -> None:
    for gate in truth.held:
        gate.set()
    truth.held.clear()


async def _settled() -> None:
    """Let every task get as far as it can without another deed."""
    for _ in range(8):
        await asyncio.sleep(0)
