"""Ids are validated when they are made, so nothing behind the door has to look at them again."""

import copy
import pickle
from uuid import UUID, uuid1, uuid4

import pytest

from domain.shared.ids import (
    AccessId,
    BranchId,
    CreditNoteId,
    DelegationId,
    GoodsReceiptId,
    Id,
    InvalidId,
    JobId,
    MurabahaId,
    PaymentId,
    PaymentRunId,
    PolicyId,
    PurchaseOrderId,
    RefusalId,
    RequisitionId,
    SupplierId,
    SupplierInvoiceId,
    TenantId,
    UserId,
    parse_id,
)
from tests.domain.shared.wire import problems, read, written

UUID4 = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
KINDS = {
    "ten": TenantId,
    "usr": UserId,
    "sup": SupplierId,
    "req": RequisitionId,
    "po": PurchaseOrderId,
    "grn": GoodsReceiptId,
    "inv": SupplierInvoiceId,
    "crn": CreditNoteId,
    "pay": PaymentId,
    "run": PaymentRunId,
    "mur": MurabahaId,
    "br": BranchId,
    "del": DelegationId,
    "pol": PolicyId,
    "rfs": RefusalId,
    "job": JobId,
    "acs": AccessId,
}


@pytest.mark.parametrize(("prefix", "kind"), KINDS.items())
def test_every_kind_of_id_has_its_own_prefix(prefix, kind):
    made = kind.of(UUID(UUID4))
    assert made == f"{prefix}_{UUID4}"
    assert made.uuid == UUID(UUID4)
    assert type(parse_id(made)) is kind
    assert type(Id(made)) is kind


@pytest.mark.parametrize(
    "text",
    [
        "",
        "po",
        "po_",
        UUID4,
        f"po-{UUID4}",
        f"PO_{UUID4}",
        f"po_{UUID4.upper()}",
        f"po_{UUID4.replace('-', '')}",
        f"po_{{{UUID4}}}",
        f"sup_{UUID4}",
        f"po_{UUID4} ",
        f" po_{UUID4}",
        f"po_{UUID4}\n",
        f"po_{UUID4}\x00",
        f"po_{UUID4[:-1]}",
        f"po_{UUID4}0",
        "po_c232ab00-9414-11ec-b3c8-9f6bdeced846",
        "po_3f2504e0-4f89-41d3-ca0c-0305e82c3301",
        "po_3f2504e0-4f89-51d3-9a0c-0305e82c3301",
        "po_00000000-0000-0000-0000-000000000000",
        f"po_{UUID4[:-1]}\u0661",
    ],
)
def test_an_order_id_is_the_prefix_and_a_version_4_uuid_in_lower_case_and_nothing_else(text):
    with pytest.raises(InvalidId, match="must be po_ followed by a version 4 UUID"):
        PurchaseOrderId(text)


@pytest.mark.parametrize("text", ["", "order", f"xyz_{UUID4}", f"_{UUID4}", None, 7])
def test_an_id_of_no_known_kind_is_refused(text):
    with pytest.raises(InvalidId, match="must begin with one of acs, bnk, br, clm, crn, del"):
        parse_id(text)


def test_a_uuid_of_another_version_makes_no_id():
    with pytest.raises(InvalidId):
        SupplierId.of(uuid1())


def test_ids_equal_their_text_and_serve_as_keys():
    text = f"sup_{UUID4}"
    assert SupplierId(text) == SupplierId(text) == text
    found: dict[str, str] = {SupplierId(text): "found"}
    assert found[text] == "found"
    assert SupplierId(text) != SupplierId.of(uuid4())


def test_an_id_cannot_be_given_attributes():
    with pytest.raises(AttributeError):
        SupplierId.of(uuid4()).text = "other"  # type: ignore[attr-defined]


def test_copies_and_pickles_of_an_id_are_the_same_id():
    made = SupplierId.of(uuid4())
    for again in (copy.copy(made), copy.deepcopy(made), pickle.loads(pickle.dumps(made))):
        assert again == made
        assert type(again) is SupplierId


def test_an_id_is_a_plain_string_on_the_wire():
    made = PaymentId.of(UUID(UUID4))
    assert written(PaymentId, made) == f'"pay_{UUID4}"'
    assert type(read(PaymentId, f'"pay_{UUID4}"')) is PaymentId
    assert written(dict[PaymentId, int], {made: 1}) == f'{{"pay_{UUID4}":1}}'


@pytest.mark.parametrize("body", ["7", "null", "true", "[]", "{}", '"x"', f'"sup_{UUID4}"'])
def test_a_body_with_another_thing_in_place_of_an_id_is_refused(body):
    assert "must be pay_ followed by" in problems(PaymentId, body)[""]


def test_a_field_for_any_id_keeps_its_kind():
    assert type(read(Id, f'"grn_{UUID4}"')) is GoodsReceiptId
    assert "must begin with one of" in problems(Id, '"x"')[""]
