"""A token of a mail is good once, for a while, for one thing, and only the newest."""

import asyncio
from contextlib import nullcontext
from datetime import timedelta

import pytest

from application.failures import InvalidMailToken, PasswordRefused
from tests.application.identity.newcomers import ANOTHER, forgets, signs_up, token
from tests.application.stage import Stage


async def test_a_token_is_good_once(opened: Stage) -> None:
    await signs_up(opened)
    first = token(opened, "verify")
    await opened.self_service.verify(first)
    with pytest.raises(InvalidMailToken):
        await opened.self_service.verify(first)


async def test_of_many_who_use_one_at_once_one_succeeds(opened: Stage) -> None:
    await opened.user("ben")
    await forgets(opened)
    secret = token(opened, "new-password")
    choose = opened.self_service.choose_password
    outcomes = await asyncio.gather(
        *(choose(secret, f"{ANOTHER} {n}") for n in range(5)), return_exceptions=True
    )
    assert outcomes.count(None) == 1
    assert sum(isinstance(outcome, InvalidMailToken) for outcome in outcomes) == 4


async def test_a_newer_one_puts_an_end_to_it(opened: Stage) -> None:
    await opened.user("ben")
    await forgets(opened)
    older = token(opened, "new-password")
    await forgets(opened)
    with pytest.raises(InvalidMailToken):
        await opened.self_service.choose_password(older, ANOTHER)
    await opened.self_service.choose_password(token(opened, "new-password"), ANOTHER)


@pytest.mark.parametrize("late", [False, True])
async def test_it_is_good_for_an_hour_and_no_longer(opened: Stage, late: bool) -> None:
    await opened.user("ben")
    await forgets(opened)
    opened.later(timedelta(hours=1) - timedelta(microseconds=0 if late else 1))
    choice = opened.self_service.choose_password(token(opened, "new-password"), ANOTHER)
    with pytest.raises(InvalidMailToken) if late else nullcontext():
        await choice


async def test_it_is_good_for_its_own_purpose(opened: Stage) -> None:
    await signs_up(opened)
    verify = token(opened, "verify")
    with pytest.raises(InvalidMailToken):
        await opened.self_service.choose_password(verify, ANOTHER)
    await forgets(opened)
    with pytest.raises(InvalidMailToken):
        await opened.self_service.verify(token(opened, "new-password"))


@pytest.mark.parametrize("made_up", ["", "x", "\ud800", "0" * 1024])
async def test_one_that_is_made_up_is_worth_nothing(opened: Stage, made_up: str) -> None:
    with pytest.raises(InvalidMailToken):
        await opened.self_service.verify(made_up)
    with pytest.raises(InvalidMailToken):
        await opened.self_service.choose_password(made_up, ANOTHER)


async def test_a_weak_password_does_not_use_it_up(opened: Stage) -> None:
    await opened.user("ben")
    await forgets(opened)
    secret = token(opened, "new-password")
    with pytest.raises(PasswordRefused):
        await opened.self_service.choose_password(secret, "ben ben ben ben")
    await opened.self_service.choose_password(secret, ANOTHER)
