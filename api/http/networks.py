"""Network addresses as far as they are anybody's business: the network, and who is believed about it."""

from functools import lru_cache
from ipaddress import ip_address, ip_network

_PREFIX = {4: 24, 6: 48}
_OF_A_SUBSCRIBER = 64
UNKNOWN = "unknown"


@lru_cache(4096)
def network_of(address: str) -> str:
    """The network that an address is in, as `192.0.2.0/24`; the whole address would point at a person."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return UNKNOWN
    mapped = getattr(found, "ipv4_mapped", None)
    found = mapped or found
    return str(ip_network((found, _PREFIX[found.version]), strict=False))


def subscriber_of(address: str) -> str:
    """Whose address it is, as far as it tells: of IPv6 the part that one subscriber gets as a whole."""
    if ":" not in address:
        return address
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if found.version == 6 and found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ip_network((found, _OF_A_SUBSCRIBER), strict=False))
