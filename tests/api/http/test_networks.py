"""Of an address only the network is kept, and connections are counted where they come from."""

import pytest

from api.http.crowd import Crowd
from api.http.networks import network_of, subscriber_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("fe80::1%eth0", "fe80::/48"),
        ("", "unknown"),
        ("testclient", "unknown"),
    ],
)
def test_an_address_is_told_as_the_network_that_it_is_in(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize(
    "same",
    [
        ("2001:db8::1", "2001:db8:0:0:ffff::2"),
        ("192.0.2.1", "::ffff:192.0.2.1"),
        ("local", "local"),
    ],
)
def test_whoever_has_a_network_of_addresses_is_one(same: tuple[str, str]) -> None:
    assert len({subscriber_of(address) for address in same}) == 1
    assert subscriber_of("2001:db8::1") != subscriber_of("2001:db8:0:1::1")


def test_an_address_is_let_in_again_when_one_of_its_connections_is_gone() -> None:
    crowd = Crowd(most=2)
    assert [crowd.admit("192.0.2.1") for _ in range(3)] == [True, True, False]
    assert crowd.admit("192.0.2.2")
    crowd.leave("192.0.2.1")
    assert crowd.admit("192.0.2.1")
    for address in ("192.0.2.1", "192.0.2.1", "192.0.2.2"):
        crowd.leave(address)
    assert len(crowd) == 0, "what has gone takes no memory"


def test_a_trusted_proxy_speaks_for_many() -> None:
    crowd = Crowd(most=1, proxies=("10.0.0.0/8",))
    assert all(crowd.admit("10.1.2.3") for _ in range(100))
    assert [crowd.admit("unix") for _ in range(2)] == [True, False]


def test_without_a_limit_everybody_comes_in() -> None:
    assert all(Crowd().admit("192.0.2.1") for _ in range(100))
