"""Payment files travel encrypted, except to a simulator on this machine."""

import pytest

from infrastructure.bank.address import bank_address


@pytest.mark.parametrize(
    "address",
    [
        "https://bank.example",
        "https://bank.example:8443/payments",
        "http://127.0.0.1:8090",
        "http://127.8.8.8:1",
        "http://[::1]:8090",
        "http://localhost:8090/bank",
    ],
)
def test_an_address_that_nobody_can_listen_on_is_taken(address: str) -> None:
    assert bank_address(f"{address}/") == address


@pytest.mark.parametrize(
    "address",
    [
        "http://bank.example",
        "http://10.0.0.1",
        "http://0.0.0.0:8090",
        "http://localhost.bank.example",
        "http://127.0.0.1@bank.example",
        "https://ann:secret@bank.example",
        "https://bank.example?token=secret",
        "https://bank.example#secret",
        "https://",
        "https://[::1",
        "https://bank.example:port",
        "ftp://bank.example",
        "bank.example",
        "",
    ],
)
def test_any_other_address_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(ValueError, match="it must") as refused:
        bank_address(address)
    assert "secret" not in str(refused.value)
