"""`daybook audit keys` and `rotate-key`: what checkpoints are signed and verified with."""

import sys

from api.bootstrap.operating import Daybook
from api.cli.asking import Tenant
from api.cli.output import Format, Output, Row, say, write_rows
from api.cli.workplace import chosen_tenant, every_tenant, work
from application.failures import LogDamaged

_COLUMNS = ("key", "since", "until", "handover")


def audit_keys(*, tenant: Tenant = "", output: Output = Format.TABLE) -> None:
    """Print the public keys that the checkpoints of a log are verified with, the newest first.

    In another form than a table also when each of them signed, and what the one before it says of it.
    """

    async def known(daybook: Daybook) -> list[Row]:
        history = daybook.sealing.keys.history(await chosen_tenant(daybook, tenant))
        return [
            {
                "key": each.key,
                "since": each.since,
                "until": each.until,
                "handover": each.handover,
            }
            for each in history
        ]

    found = work(known)
    if output is not Format.TABLE:
        write_rows(found, _COLUMNS, output)
        return
    for key in found:
        sys.stdout.write(f"{key['key']}\n")


def rotate_key() -> None:
    """Sign checkpoints with a new key from now on, in every process; the older ones still verify.

    What has happened so far is signed with the old key first, which then says which key comes after it.
    """

    async def rotated(daybook: Daybook) -> list[str]:
        damaged = []
        async for tenant in every_tenant(daybook):
            try:
                await daybook.sealing.sealer.seal(tenant)
            except LogDamaged as damage:
                damaged.append(f"the log of {tenant} was not signed before: {damage}")
        daybook.sealing.keys.rotate()
        return damaged

    for problem in work(rotated):
        say(problem)
    say(
        "a new key signs checkpoints from now on; `daybook audit keys` prints it for who verifies them"
    )
