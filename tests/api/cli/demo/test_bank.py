"""The bank of the show is a process that can die and come back, and one that does not start is told of."""

from pathlib import Path

import httpx
import pytest

from api.cli.demo.bank import Bank, NoBank, banking
from api.cli.demo.company import Account

CUSTOMER = "http://127.0.0.1:9"


def test_a_bank_opens_with_a_certificate_of_its_own_and_is_gone_afterwards(tmp_path: Path) -> None:
    with banking(tmp_path / "bank", CUSTOMER, "abc") as bank:
        bank.opens()
        assert bank.url.startswith("https://127.0.0.1:")
        assert bank.settings["bank_url"] == bank.url
        assert bank.transfers() == []
    with pytest.raises(httpx.ConnectError):
        bank.transfers()


def test_a_bank_that_is_told_to_die_comes_back_at_its_old_address(tmp_path: Path) -> None:
    with banking(tmp_path / "bank", CUSTOMER, "abc") as bank:
        bank.opens()
        address = bank.url
        bank.stop()
        bank.is_found_dead()
        bank.opens()
        assert bank.url == address
        assert bank.transfers() == []


def test_a_bank_that_cannot_keep_books_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "bank").write_text("not a folder")
    bank = Bank(tmp_path / "bank", CUSTOMER, Account("bank@clearing.example", "secret"))
    bank.start()
    with pytest.raises(NoBank, match="the bank simulator ended with"):
        bank.opens()
