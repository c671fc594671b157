"""Puts tenants in reach of a transaction: nothing else in the code does, and a test looks after that.

Row-level security shows a transaction the rows of the tenants that it has in reach, and lets it write those
and no others; see the migration that isolates tenants. Without any of this nobody's rows are there.
"""

from collections.abc import Iterable
from typing import Literal

Door = Literal["log", "people", "platform", "jobs"]
"""A question about all tenants: whose log has grown, who comes in, which are there, whose turn is it?"""

REACH = "SELECT set_config('daybook.tenants', %s, true), set_config('daybook.door', %s, true)"
"""With what `reach` says, until the end of the transaction."""

PREPARE_REACH = b"PREPARE reach AS SELECT set_config('daybook.tenants', $1::text, true)"
"""The same for a connection that prepares its statements itself, and never comes through a door."""

FIRST_IN_REACH = b"daybook.reach($1)"
"""The first argument of a function, an array of tenants, which are in reach while it runs."""


def listed(tenants: Iterable[str]) -> str:
    """Tenants as the setting names them, each once."""
    return ",".join(dict.fromkeys(tenants))


def reach(tenants: Iterable[str], door: Door | None = None) -> tuple[str, str]:
    """The parameters of `REACH`."""
    return listed(tenants), door or ""
