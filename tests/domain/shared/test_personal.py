"""Every text in every event was looked at: it is somebody's own and sealed, or there is a reason why not."""

from collections.abc import Iterator
from inspect import get_annotations
from typing import Any, get_args

import pytest

from domain.communication.notice.events import NoticeQueued
from domain.identity.user.events import UserRegistered
from domain.payments.payment_run.events import PaymentRunProposed
from domain.shared.bank_account import BankAccount
from domain.shared.code_text import CodeText
from domain.shared.email_address import EmailAddress
from domain.shared.message import Message
from domain.shared.personal import (
    Personal,
    PersonalKind,
    erased,
    personal_fields,
    subjects_in,
    subjects_of,
)
from infrastructure.event_store.catalogue import domain_events
from tests.golden.corpus import payload_of

FREE_TEXT = "somebody's own words, which may name anybody; people are told not to"
TRADE = "about goods, places and terms, not about people"
REFERENCE = "names a document, a file or a machine's word"
OURS = "the tenant's own: it is not erased from its own books"
RECORDED = "made by rules, which name people by id alone"
MACHINE = "names a machine or a key of one"
NETWORK = "a network of hundreds, by which an attack is seen and nobody is found"
FOREIGN = "of another application, and none of ours to read"

NOT_PERSONAL = {
    **dict.fromkeys(("comment", "reason", "justification", "rejection_reason"), FREE_TEXT),
    **dict.fromkeys(("reason_text", "HeldBack.detail", "Letter.subject"), REFERENCE),
    **dict.fromkeys(("category", "country", "description", "lot", "sku", "ordered_sku"), TRADE),
    **dict.fromkeys(("cost_center", "payment_terms", "provider", "time_zone", "unit"), TRADE),
    **dict.fromkeys(("credit_note_number", "delivery_note", "end_to_end_id", "level"), REFERENCE),
    **dict.fromkeys(("file_version", "message_id", "original_message_id"), REFERENCE),
    **dict.fromkeys(("payment_info_id", "reason_code", "reference", "status"), REFERENCE),
    **dict.fromkeys(("supplier_invoice_number", "ClaimLaid.kind", "ClaimLaid.scope"), REFERENCE),
    **dict.fromkeys(("ClaimLaid.value",), REFERENCE),
    **dict.fromkeys(("TenantOpened.name", "PaymentRunProposed.initiator"), OURS),
    **dict.fromkeys(("BranchOpened.code", "BranchOpened.name", "BranchRenamed.name"), OURS),
    **dict.fromkeys(("BranchRenamed.previous_name", "SelfRegistration.domains"), OURS),
    **dict.fromkeys(("ApiKeyIssued.name", "ServiceAccountCreated.name"), MACHINE),
    **dict.fromkeys(("SqlLogInMade.login", "SqlLogInEnded.login"), MACHINE),
    **dict.fromkeys(("JobQueued.fingerprint", "JobQueued.kind", "JobFailed.error"), REFERENCE),
    **{f"BankAccount.{name}": OURS for name in BankAccount.model_fields},
    **{
        f"CommandRefused.{name}": RECORDED
        for name in (
            "command",
            "detail",
            "document_id",
            "document_type",
            "facts",
            "refusal",
            "rule",
        )
    },
    **dict.fromkeys(("network", "networks"), NETWORK),
    **dict.fromkeys(("session", "operation", "what", "format"), REFERENCE),
    "filters": "searched words, which may be a name, are not told",
    **dict.fromkeys(("StoredEventRecorded.state", "StoredEventRecorded.topic"), FOREIGN),
}
"""Field, or class and field, to why it lies in the clear. `BankAccount` is met here where it is our own."""


def test_every_text_of_every_event_is_personal_or_there_is_a_reason_why_not() -> None:
    undecided = {
        f"{owner}.{name}"
        for event in domain_events().classes
        for owner, name, personal in _texts(event)
        if not personal and not NOT_PERSONAL.keys() & {name, f"{owner}.{name}"}
    }
    assert undecided == set(), "mark them as Personal, or say here why they are not"


def test_no_reason_outlives_its_field() -> None:
    met = {
        each
        for event in domain_events().classes
        for owner, name, personal in _texts(event)
        if not personal
        for each in (name, f"{owner}.{name}")
    }
    accounts = {f"BankAccount.{name}" for name in BankAccount.model_fields}
    assert NOT_PERSONAL.keys() - met <= accounts


@pytest.mark.parametrize(
    "event_class",
    [each for each in domain_events().classes if personal_fields(each)],
    ids=lambda each: each.event_type,
)
def test_whoever_a_value_belongs_to_is_named_in_the_event(event_class: Any) -> None:
    event = event_class.model_validate(payload_of(event_class))
    subjects = subjects_of(event, "usr_of-the-stream")
    assert subjects
    assert all(subject.startswith(("usr_", "sup_", "req_", "po_")) for subject in subjects)


@pytest.mark.parametrize("kind", PersonalKind)
def test_what_is_left_of_a_value_is_one_that_its_type_accepts(kind: PersonalKind) -> None:
    left = erased(kind, "EUR")
    if kind is PersonalKind.ACCOUNT:
        account = BankAccount.model_validate(left)
        assert (account.iban, account.currency) == (None, "EUR")
    elif kind is PersonalKind.EMAIL:
        assert EmailAddress(left).endswith(".invalid")
    else:
        assert "erased" in left.lower()


def test_a_letter_belongs_to_whom_it_is_sent_to_and_to_whom_it_names() -> None:
    payload = payload_of(NoticeQueued)
    payload["letter"]["mentions"] = ["usr_3f2504e0-4f89-41d3-9a0c-0305e82c3309"]
    found = set(subjects_in(payload, personal_fields(NoticeQueued), "ntc_1"))
    assert found == {payload["letter"]["recipient"]["id"], *payload["letter"]["mentions"]}


def test_a_user_is_the_subject_of_their_own_stream() -> None:
    event = UserRegistered.model_validate(payload_of(UserRegistered))
    assert subjects_of(event, "usr_1") == {"usr_1"}


def test_our_own_account_is_nobody_elses() -> None:
    transfers = next(f for f in personal_fields(PaymentRunProposed) if f.name == "transfers")
    assert {field.name for field in transfers.inside} == {"supplierName", "account"}


def _texts(message: type[Message]) -> Iterator[tuple[str, str, bool]]:
    """Class, field, and whether it is marked, of everything that can hold a text of somebody's choice."""
    for name, info in message.model_fields.items():
        owner = next(c for c in reversed(message.__mro__) if name in get_annotations(c))
        marked = any(isinstance(one, Personal) for one in info.metadata)
        inside = list(_messages(info.annotation))
        if inside and not marked:
            for inner in inside:
                yield from _texts(inner)
        elif marked or _is_text(info.annotation):
            yield owner.__name__, name, marked


def _messages(annotation: Any) -> Iterator[type[Message]]:
    if isinstance(annotation, type) and issubclass(annotation, Message):
        yield annotation
    for part in get_args(annotation):
        yield from _messages(part)


def _is_text(annotation: Any) -> bool:
    if isinstance(annotation, type):
        return annotation in (str, dict) or issubclass(annotation, CodeText)
    return annotation is Any or any(_is_text(part) for part in get_args(annotation))
