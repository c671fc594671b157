"""Who knows the password is let in as who they are; nobody else learns anything."""

import pytest

from application.access_record import Person
from application.failures import InvalidCredentials
from domain.shared.email_address import EmailAddress
from domain.shared.ids import UserId
from tests.application.stage import PASSWORD, Stage

BEN = "ben@example.com"


async def test_a_log_in_answers_with_tokens_for_the_user(stage: Stage) -> None:
    await stage.opened()
    ben = await stage.user("ben", "buyer", "approver", level="L2")
    logged_in = await stage.login.log_in(BEN, PASSWORD)
    bearer = stage.tokens.verify(logged_in.access_token)
    assert (bearer.user, bearer.tenant, bearer.email) == (ben, stage.tenant, BEN)
    assert bearer.roles == {"buyer", "approver"}
    assert logged_in.expires_in == 900


@pytest.mark.parametrize("email", [BEN, "Ben@Example.COM", " ben@example.com "])
async def test_an_address_is_one_however_it_is_spelt(stage: Stage, email: str) -> None:
    await stage.opened()
    await stage.user("ben")
    assert await stage.lets_in(email)


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (BEN, "incorrect horse battery staple"),
        (BEN, PASSWORD.upper()),
        (BEN, ""),
        ("nobody@example.com", PASSWORD),
        ("no address", PASSWORD),
        ("", ""),
        ("ben@example.com' OR 1=1 --", PASSWORD),
        (BEN, "x" * 100_000),
    ],
)
async def test_whatever_is_wrong_is_answered_alike(stage: Stage, email: str, password: str) -> None:
    await stage.opened()
    await stage.user("ben")
    with pytest.raises(InvalidCredentials) as refused:
        await stage.login.log_in(email, password)
    assert refused.value.detail == InvalidCredentials().detail
    assert refused.value.facts == {}


async def test_a_password_without_a_registered_user_lets_nobody_in(stage: Stage) -> None:
    admin = await stage.opened("ada@example.com")
    held = await stage.credentials.find(EmailAddress("ada@example.com"))
    assert held is not None
    ghost = UserId.of(stage.elsewhere().tenant.uuid)
    await stage.credentials.reserve(EmailAddress("ghost@example.com"), stage.tenant, ghost)
    await stage.credentials.set_first_password(ghost, held.password_hash or "")
    assert not await stage.lets_in("ghost@example.com")
    assert (await stage.folded(admin)).state.active


async def test_a_refresh_goes_on_with_the_same_session(stage: Stage) -> None:
    await stage.opened()
    await stage.user("ben")
    logged_in = await stage.login.log_in(BEN, PASSWORD)
    refreshed = await stage.login.refresh(logged_in.refresh_token)
    before, after = (
        stage.tokens.verify(each.access_token).session for each in (logged_in, refreshed)
    )
    assert before == after


async def test_a_made_up_refresh_token_is_answered_like_a_wrong_password(stage: Stage) -> None:
    with pytest.raises(InvalidCredentials):
        await stage.login.refresh("made up")


async def test_a_log_out_ends_the_session(stage: Stage) -> None:
    await stage.opened()
    await stage.user("ben")
    logged_in = await stage.login.log_in(BEN, PASSWORD)
    bearer = stage.tokens.verify(logged_in.access_token)
    await stage.login.log_out(Person(bearer.tenant, bearer.user), bearer.session)
    with pytest.raises(InvalidCredentials):
        await stage.login.refresh(logged_in.refresh_token)


async def test_secrets_do_not_show_when_a_log_in_is_printed(stage: Stage) -> None:
    await stage.opened()
    await stage.user("ben")
    logged_in = await stage.login.log_in(BEN, PASSWORD)
    assert logged_in.access_token not in repr(logged_in)
    assert logged_in.refresh_token not in repr(logged_in)
