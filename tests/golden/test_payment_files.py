"""A payment file that was sent once is written the same for ever, and is valid by the official schema."""

import pytest

from application.payments.instructions import PainVersion
from infrastructure.bank.hardened import parsed
from infrastructure.bank.schema import Schema, why_invalid
from tests.golden.payment_files import FOLDER, place, written


@pytest.mark.parametrize("version", PainVersion)
def test_a_run_is_written_as_it_was_when_it_was_sent(version: PainVersion) -> None:
    assert written(version) == place(version).read_bytes()


@pytest.mark.parametrize("version", PainVersion)
def test_what_was_sent_is_valid_by_the_official_schema(version: PainVersion) -> None:
    sent = parsed(place(version).read_bytes())
    assert why_invalid(sent, Schema(version.value)) == ""


def test_every_golden_file_is_one_that_is_compared() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == {version.value for version in PainVersion}
