"""People are let in once, all of them or not at all, whatever crashes in between."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from application.desk import Desk
from application.failures import (
    DocumentNotFound,
    EmailTaken,
    InvalidCredentials,
    PasswordRefused,
)
from application.identity.registration import RESERVED_FOR, FirstUser
from application.identity.tenant import tenant_for
from application.ports.event_store import StoreUnavailable
from application.request import Request
from domain.audit.access.events import PasswordSet, PasswordSource
from domain.identity.role import Role
from domain.identity.tenant.commands import Open
from domain.identity.tenant.machine import PLATFORM
from domain.identity.user.commands import Register
from domain.shared.currency import Currency
from domain.shared.email_address import EmailAddress
from domain.shared.ids import SupplierId, UserId
from tests.application.stage import L3, PASSWORD, ROOT, Stage

BEN = EmailAddress("ben@example.com")
REGISTER_BEN = Register(email=BEN, name="Ben", roles=(Role.BUYER,))
ACME = Open(name="Acme", base_currency=Currency("EUR"))
ADA = FirstUser(EmailAddress("ada@example.com"), "Ada", PASSWORD, L3)


async def test_a_tenant_begins_with_its_policies_and_its_administrator(stage: Stage) -> None:
    await stage.registration.open_tenant(stage.request(ROOT), ACME, ADA)
    assert await stage.types() == [
        "identity.tenant.opened",
        "governance.policy.adopted",
        "identity.user.registered",
    ]
    ada = (await stage.folded(await stage.user_of(ADA.email))).state
    assert ada.roles == {Role.ADMIN}
    assert ada.approval_level is L3


async def test_the_first_administrator_can_log_in(stage: Stage) -> None:
    await stage.opened("ada@example.com")
    logged_in = await stage.login.log_in("Ada@Example.com", PASSWORD)
    bearer = stage.tokens.verify(logged_in.access_token)
    assert bearer.tenant == stage.tenant
    assert bearer.roles == {"admin"}


async def test_the_platform_is_opened_like_any_tenant_but_by_its_name(stage: Stage) -> None:
    request = Request(PLATFORM, ROOT)
    await stage.registration.open_tenant(request, ACME, ADA)
    logged_in = await stage.login.log_in(ADA.email, PASSWORD)
    assert stage.tokens.verify(logged_in.access_token).roles == {"admin", "platform_admin"}


async def test_the_same_request_opens_one_tenant_however_often_it_comes(stage: Stage) -> None:
    asked = stage.request(ROOT, key="open-acme")
    answers = []
    for drawn in (ROOT.uuid, stage.tenant.uuid):
        request = Request(tenant_for(asked, drawn), ROOT, once=asked.once)
        answers.append(
            await stage.registration.open_tenant(request, ACME, ADA, lambda f: f.stream_id.encode())
        )
    assert answers[0].answer == answers[1].answer
    assert [done.replayed for done in answers] == [False, True]


def test_a_request_without_a_key_opens_the_tenant_that_was_drawn(stage: Stage) -> None:
    assert tenant_for(stage.request(ROOT), stage.tenant.uuid) == stage.tenant


def test_requests_of_different_people_never_open_the_same_tenant(stage: Stage) -> None:
    drawn = stage.tenant.uuid
    assert tenant_for(stage.request(ROOT, key="k"), drawn) != tenant_for(
        stage.request(UserId.of(drawn), key="k"), drawn
    )


async def test_a_registered_user_logs_in(stage: Stage) -> None:
    admin = await stage.opened()
    await stage.registration.register(stage.request(admin, "admin"), REGISTER_BEN, PASSWORD)
    logged_in = await stage.login.log_in(BEN, PASSWORD)
    assert stage.tokens.verify(logged_in.access_token).email == BEN


async def test_an_address_is_one_person_in_a_tenant(stage: Stage) -> None:
    await stage.opened()
    await stage.user("ben")
    with pytest.raises(EmailTaken):
        await stage.registration.register(stage.request(ROOT), REGISTER_BEN, PASSWORD)


async def test_an_address_is_one_person_in_all_tenants(stage: Stage) -> None:
    await stage.opened()
    await stage.user("ben")
    other = stage.elsewhere()
    await other.opened("other@example.com")
    with pytest.raises(EmailTaken):
        await other.registration.register(other.request(ROOT), REGISTER_BEN, PASSWORD)
    assert "identity.user.registered" not in (await other.types())[3:]


async def test_of_many_who_register_one_address_at_once_one_succeeds(stage: Stage) -> None:
    await stage.opened()
    outcomes = await asyncio.gather(
        *(
            stage.registration.register(stage.request(ROOT), REGISTER_BEN, PASSWORD + str(n))
            for n in range(6)
        ),
        return_exceptions=True,
    )
    refused = [outcome for outcome in outcomes if isinstance(outcome, EmailTaken)]
    assert len(refused) == 5
    winner = next(n for n, outcome in enumerate(outcomes) if not isinstance(outcome, EmailTaken))
    assert await stage.lets_in(BEN, PASSWORD + str(winner))
    assert (await stage.types()).count("identity.user.registered") == 2


async def test_a_suppliers_user_needs_a_supplier_that_the_tenant_has(stage: Stage) -> None:
    await stage.opened()
    stranger = Register(
        email=BEN, name="Ben", roles=(Role.SUPPLIER,), supplier_id=SupplierId.of(ROOT.uuid)
    )
    with pytest.raises(DocumentNotFound):
        await stage.registration.register(stage.request(ROOT), stranger, PASSWORD)
    assert not await stage.lets_in(BEN)


async def test_a_weak_password_leaves_no_trace(stage: Stage) -> None:
    await stage.opened()
    with pytest.raises(PasswordRefused, match="at least 12 characters"):
        await stage.registration.register(stage.request(ROOT), REGISTER_BEN, "short")
    assert await stage.credentials.find(BEN) is None


async def test_an_empty_password_is_no_way_to_register_without_one(stage: Stage) -> None:
    await stage.opened()
    with pytest.raises(PasswordRefused):
        await stage.registration.register(stage.request(ROOT), REGISTER_BEN, "")


async def test_a_user_without_a_password_cannot_log_in_until_they_get_one(stage: Stage) -> None:
    await stage.opened()
    ben = await stage.user("ben", password=None)
    for attempt in ("", PASSWORD):
        assert not await stage.lets_in(BEN, attempt)
    await stage.registration.set_password(stage.request(ROOT), ben, PASSWORD)
    assert await stage.lets_in(BEN)


async def test_whoever_is_given_a_new_password_is_told_by_mail(stage: Stage) -> None:
    await stage.opened()
    ben = await stage.user("ben")
    await stage.registration.set_password(stage.request(ROOT), ben, "a quite different passphrase")
    await stage.post_office.work()
    (told,) = stage.mail.sent
    assert (told.to, told.template) == (BEN, "password-changed")
    assert "passphrase" not in str(told.values)


async def test_who_gave_whom_a_password_is_on_record_and_the_password_is_not(stage: Stage) -> None:
    admin = await stage.opened()
    ben = await stage.user("ben")
    new = "a quite different passphrase"
    asked = replace(stage.request(admin), network="192.0.2.0/24", trace={"requestId": "r1"})
    await stage.registration.set_password(asked, ben, new)
    (recorded,) = [each for each in await stage.history() if isinstance(each.event, PasswordSet)]
    assert recorded.event == PasswordSet(
        user=ben, source=PasswordSource.GIVEN, network="192.0.2.0/24"
    )
    assert (recorded.metadata["actor"], recorded.metadata["requestId"]) == (admin, "r1")
    assert recorded.occurred_at == stage.clock.now(stage.tenant)
    assert new not in str(recorded)


async def test_a_password_that_cannot_be_recorded_is_not_given(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.opened()
    ben = await stage.user("ben")
    with monkeypatch.context() as patched:
        patched.setattr(type(stage.store), "append", _fails)
        with pytest.raises(StoreUnavailable):
            await stage.registration.set_password(
                stage.request(ROOT), ben, "a quite different passphrase"
            )
    assert not await stage.lets_in(BEN, "a quite different passphrase")
    assert await stage.lets_in(BEN)


async def test_a_new_password_replaces_the_old_and_ends_the_session(stage: Stage) -> None:
    await stage.opened()
    ben = await stage.user("ben")
    logged_in = await stage.login.log_in(BEN, PASSWORD)
    await stage.registration.set_password(stage.request(ROOT), ben, "a quite different passphrase")
    assert not await stage.lets_in(BEN)
    with pytest.raises(InvalidCredentials):
        await stage.login.refresh(logged_in.refresh_token)
    assert await stage.lets_in(BEN, "a quite different passphrase")


async def test_a_weak_new_password_changes_nothing(stage: Stage) -> None:
    await stage.opened()
    ben = await stage.user("ben")
    with pytest.raises(PasswordRefused):
        await stage.registration.set_password(stage.request(ROOT), ben, "ben@example.com")
    assert await stage.lets_in(BEN)


async def test_nobody_sets_a_password_in_another_tenant(stage: Stage) -> None:
    await stage.opened()
    ben = await stage.user("ben")
    with pytest.raises(DocumentNotFound):
        await stage.registration.set_password(
            stage.elsewhere().request(ROOT), ben, "a quite different passphrase"
        )
    assert await stage.lets_in(BEN)


async def test_a_crash_before_the_registration_lets_nobody_in_and_can_be_repeated(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.opened()
    with monkeypatch.context() as patched:
        patched.setattr(Desk, "carry_out", _fails)
        with pytest.raises(StoreUnavailable):
            await stage.registration.register(stage.request(ROOT), REGISTER_BEN, PASSWORD)
    assert not await stage.lets_in(BEN)
    await stage.registration.register(stage.request(ROOT), REGISTER_BEN, PASSWORD)
    assert await stage.lets_in(BEN)


async def test_a_crash_after_the_registration_lets_nobody_in_until_it_is_repeated(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.opened()
    request = stage.request(ROOT, key="register-ben")
    with monkeypatch.context() as patched:
        patched.setattr(type(stage.credentials), "set_first_password", _fails)
        with pytest.raises(StoreUnavailable):
            await stage.registration.register(request, REGISTER_BEN, PASSWORD)
    assert not await stage.lets_in(BEN)
    done = await stage.registration.register(request, REGISTER_BEN, PASSWORD)
    assert done.replayed
    assert await stage.lets_in(BEN)


async def test_a_repeated_registration_does_not_bring_an_old_password_back(stage: Stage) -> None:
    await stage.opened()
    request = stage.request(ROOT, key="register-ben")
    await stage.registration.register(request, REGISTER_BEN, PASSWORD)
    ben = await stage.user_of(BEN)
    await stage.registration.set_password(stage.request(ROOT), ben, "a quite different passphrase")
    await stage.registration.register(request, REGISTER_BEN, PASSWORD)
    assert not await stage.lets_in(BEN)


async def test_an_abandoned_reservation_stops_other_tenants_for_a_while_only(
    stage: Stage,
) -> None:
    other = stage.elsewhere()
    await stage.opened()
    await stage.credentials.reserve(BEN, other.tenant, UserId.of(ROOT.uuid))
    with pytest.raises(EmailTaken):
        await stage.registration.register(stage.request(ROOT), REGISTER_BEN, PASSWORD)
    stage.later(RESERVED_FOR)
    await stage.registration.register(stage.request(ROOT), REGISTER_BEN, PASSWORD)
    assert await stage.lets_in(BEN)


async def test_a_registered_user_without_a_password_keeps_the_address_for_ever(
    stage: Stage,
) -> None:
    await stage.opened()
    await stage.user("ben", password=None)
    other = stage.elsewhere()
    await other.opened("other@example.com")
    stage.later(RESERVED_FOR + timedelta(days=365))
    with pytest.raises(EmailTaken):
        await other.registration.register(other.request(ROOT), REGISTER_BEN, PASSWORD)


async def _fails(*_: object) -> None:
    raise StoreUnavailable("the power went")
