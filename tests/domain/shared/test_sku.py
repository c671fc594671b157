"""SKU codes are what is printed on the box."""

import pytest

from domain.shared.sku import InvalidSku, SkuCode
from tests.domain.shared.wire import problems, read, written


@pytest.mark.parametrize("text", ["A1", "00", "BOLT-M8.40_X", "A" * 64, "9-"])
def test_a_sku_is_letters_digits_dots_underscores_and_hyphens(text):
    assert SkuCode(text) == text
    assert written(SkuCode, read(SkuCode, f'"{text}"')) == f'"{text}"'


@pytest.mark.parametrize(
    "text",
    ["", "A", "A" * 65, "bolt", "-A", ".A", "_A", "A B", "A/B", "A\n", "AÄ", "A\x00", "\uff211"],
)
def test_any_other_text_is_refused(text):
    with pytest.raises(InvalidSku):
        SkuCode(text)


def test_a_sku_is_not_a_number():
    assert "must be a string" in problems(SkuCode, "42")[""]
