"""Where a request comes from."""

import re

from api.http.exchange import Exchange
from api.http.rate_limit import network
from application.ports.sessions import Visitor

_LONGEST_CLIENT = 200
_UNPRINTABLE = re.compile(r"[^\x20-\x7e]")


def visitor(exchange: Exchange) -> Visitor:
    """The caller's address, as the server sees it, and what their program calls itself, cut."""
    client = exchange.scope.get("client")
    agent = _UNPRINTABLE.sub("?", exchange.header(b"user-agent") or "")[:_LONGEST_CLIENT]
    return Visitor(str(client[0]) if client else "", network(exchange), agent)
