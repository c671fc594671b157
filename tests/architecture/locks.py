"""What a lock must say of every package, and what it must not say."""

import re
from collections.abc import Iterator

_PINNED = re.compile(r"[a-z0-9][a-z0-9.-]*==[0-9][0-9A-Za-z.+!]*( ; .+)? \\")
_HASH = re.compile(r" +--hash=sha256:[0-9a-f]{64}( \\)?")
_REMARK = re.compile(r" +#( via.*|   .*)")


def departures(lock: str) -> Iterator[str]:
    """Lines that are neither a pinned package, one of its hashes, nor a remark on who needs it."""
    for number, line in enumerate(lock.splitlines(), start=1):
        shape = any(kind.fullmatch(line) for kind in (_PINNED, _HASH, _REMARK))
        if not shape or "://" in line:
            yield f"line {number}: {line}"


def unhashed(lock: str) -> Iterator[str]:
    """Packages without a hash, which would be installed whatever they contain."""
    for block in re.split(r"\n(?=\S)", lock.strip()):
        if "--hash=sha256:" not in block:
            yield block.partition(" ")[0]


def pinned(lock: str) -> dict[str, str]:
    """The version of every package."""
    return dict(re.findall(r"^([a-z0-9][a-z0-9.-]*)==([^ ]+)", lock, re.MULTILINE))
