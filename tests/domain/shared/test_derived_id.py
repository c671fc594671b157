"""A derived id is always the same for the same texts, and another one for any others."""

from hypothesis import given
from hypothesis import strategies as st

from domain.shared.derived_id import derived_id
from domain.shared.ids import NoticeId, PaymentId

TEXTS = st.lists(st.text("abc_-0", max_size=4), min_size=1, max_size=3)


@given(TEXTS, TEXTS)
def test_equal_texts_give_equal_ids_and_different_texts_different_ones(one, other):
    same = derived_id(PaymentId, *one) == derived_id(PaymentId, *other)
    assert same == (one == other)


def test_each_kind_has_ids_of_its_own():
    assert derived_id(PaymentId, "a").uuid != derived_id(NoticeId, "a").uuid


def test_a_derived_id_is_read_like_any_other():
    derived = derived_id(PaymentId, "mur", "3")
    assert PaymentId(str(derived)) == derived
    assert derived == "pay_" + str(derived.uuid)
