"""How many connections one network address holds at a time."""

from collections import Counter
from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from api.http.networks import subscriber_of

Network = IPv4Network | IPv6Network


def networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """The networks that are written so; raises ValueError for a text that is none."""
    return tuple(ip_network(text) for text in texts)


class Crowd:
    """Counts the connections of a process; proxies that are trusted speak for many, and are not counted."""

    def __init__(self, most: int = 0, proxies: Iterable[str] = ()) -> None:
        self._most = most
        self._proxies = networks(proxies)
        self._open: Counter[str] = Counter()

    def admit(self, address: str) -> bool:
        """Count one more, unless there are as many as there may be."""
        if not self._most or self._is_proxy(address):
            return True
        subscriber = subscriber_of(address)
        if self._open[subscriber] >= self._most:
            return False
        self._open[subscriber] += 1
        return True

    def leave(self, address: str) -> None:
        """A connection that was admitted is gone."""
        subscriber = subscriber_of(address)
        if self._open[subscriber] > 1:
            self._open[subscriber] -= 1
        else:
            del self._open[subscriber]  # a counter does not mind one that it does not have

    def __len__(self) -> int:
        return self._open.total()

    def _is_proxy(self, address: str) -> bool:
        try:
            found = ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self._proxies)
