"""What every `KeySecrets` promises: what it made is known again, and nothing else is."""

import re
import zlib
from uuid import uuid4

import pytest

from application.ports.key_secrets import SHOWN, KeySecrets, shown_prefix
from domain.shared.ids import ApiKeyId
from infrastructure.security.api_key_text import ApiKeyText

SECRETS: KeySecrets = ApiKeyText()
KEY = ApiKeyId.of(uuid4())
TEXT = SECRETS.make(KEY)


def test_a_key_is_known_again_by_its_id_and_its_hash() -> None:
    read = SECRETS.read(TEXT)
    assert read is not None
    assert read.key_id == KEY
    assert read == SECRETS.read(TEXT)


def test_no_two_texts_are_alike() -> None:
    made = {SECRETS.make(KEY) for _ in range(100)}
    assert len(made) == 100
    assert len({SECRETS.read(text).hash for text in made}) == 100  # type: ignore[union-attr]


def test_what_everybody_may_see_is_how_the_text_begins() -> None:
    assert TEXT.startswith(shown_prefix(KEY))
    assert len(shown_prefix(KEY)) == SHOWN


def test_a_key_looks_the_same_in_every_place_so_that_scanners_find_it() -> None:
    assert re.fullmatch(r"dbk_[0-9a-f]{32}_[A-Za-z0-9]{46}", TEXT)


NOISE = {
    "nothing": "",
    "the mark alone": "dbk_",
    "too short": TEXT[:-1],
    "too long": TEXT + "A",
    "a space before it": f" {TEXT}",
    "a line break behind it": f"{TEXT}\n",
    "a mark in capitals": TEXT.replace("dbk_", "DBK_"),
    "another mark": TEXT.replace("dbk_", "dbk-"),
    "another checksum": TEXT[:-1] + ("A" if TEXT[-1] != "A" else "B"),
    "another secret": TEXT[:50] + ("A" if TEXT[50] != "A" else "B") + TEXT[51:],
    "capitals and small letters swapped": TEXT.swapcase(),
    "a wide letter": TEXT[:40] + "\N{FULLWIDTH LATIN SMALL LETTER A}" + TEXT[41:],
    "another id": "dbk_" + "f" * 32 + TEXT[36:],
}


@pytest.mark.parametrize("name", NOISE)
def test_noise_is_no_key(name: str) -> None:
    assert SECRETS.read(NOISE[name]) is None


def test_an_id_that_nobody_draws_is_no_key_even_with_a_right_checksum() -> None:
    alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    body = "dbk_" + "0" * 32 + "_" + "a" * 40
    number, digits = zlib.crc32(body.encode()), ""
    for _ in range(6):
        number, digit = divmod(number, 62)
        digits = alphabet[digit] + digits
    assert SECRETS.read(body + digits) is None
