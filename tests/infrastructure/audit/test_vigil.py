"""That a log is not sealed, or cannot be any more, is seen by whoever looks after the installation."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.shared.ids import TenantId
from infrastructure.audit.sealing import TreeSealer
from infrastructure.audit.vigil import GRACE_SECONDS, Vigil
from infrastructure.diagnosis import Finding
from tests.contracts.notes import tenant
from tests.infrastructure.audit.sealed_log import SealedLog

OLDER = "UPDATE daybook.events SET recorded_at = recorded_at - %s * interval '1 second' WHERE tenant_id = %s"
COPY = "CREATE TABLE daybook.kept AS TABLE daybook.tree_tiles"
RESTORE = (
    "DELETE FROM daybook.tree_tiles WHERE tenant_id = %s",
    "INSERT INTO daybook.tree_tiles SELECT * FROM daybook.kept WHERE tenant_id = %s",
    "UPDATE daybook.log_trees SET size = signed_size WHERE tenant_id = %s",
)
MOVE = "UPDATE daybook.events SET position = %s WHERE position = %s AND tenant_id = %s"
ALTER = """
    UPDATE daybook.tree_tiles SET hashes = overlay(hashes PLACING sha256('x') FROM 33)
    WHERE tenant_id = %s
"""
DAMAGES = {
    "the tree does not begin": (ALTER,),
    "tiles of the tree are missing": ("DELETE FROM daybook.tree_tiles WHERE tenant_id = %s",),
    "the log has a gap": (MOVE, 1000, 7),
}
ENDINGS = {
    "its tree has 5 events": "UPDATE daybook.log_heads SET position = 4 WHERE tenant_id = %s",
    "does not begin as": "UPDATE daybook.tree_checkpoints SET note = 'x' WHERE tenant_id = %s",
}


def vigil_over(log: SealedLog, sealer: TreeSealer | None = None) -> Vigil:
    """Signing is due every ten seconds."""
    return Vigil(log.trees, sealer or log.sealer, 10)


async def examined(log: SealedLog) -> Finding:
    """What the doctor finds, who has no sealer that has looked at the logs."""
    return await vigil_over(log, TreeSealer(log.trees, log.sealer._seal)).examine(log.pool)


async def sealed(log: SealedLog, events: int) -> TenantId:
    """A tenant whose log is signed to its end."""
    ours = tenant()
    await log.write(ours, events)
    await log.sealer.turn()
    return ours


async def test_logs_that_are_signed_are_well(log: SealedLog) -> None:
    await sealed(log, 5)
    looked = await vigil_over(log).look()
    assert (looked.unsigned_events, looked.unsigned_seconds, looked.damaged) == (0, 0.0, {})
    assert await vigil_over(log).problem() is None
    assert (await examined(log)).well


async def test_a_log_that_nobody_seals_is_told_once_it_should_have_been(log: SealedLog) -> None:
    ours = await sealed(log, 5)
    await log.write(ours, 2)
    assert await vigil_over(log).problem() is None, "there is time for it yet"
    log.rule([OLDER, 10 + GRACE_SECONDS, ours])
    looked = await vigil_over(log).look()
    assert looked.unsigned_events == 2
    assert looked.unsigned_seconds > 10 + GRACE_SECONDS
    assert "seconds behind" in (await vigil_over(log).problem() or "")
    found = await examined(log)
    assert (found.well, "daybook serve" in found.hint) == (False, True)
    assert "1 logs have events that are under no checkpoint" in found.found


@pytest.mark.parametrize("why", DAMAGES)
async def test_a_log_that_is_damaged_is_told_until_it_is_right(log: SealedLog, why: str) -> None:
    ours, theirs = await sealed(log, 5), await sealed(log, 5)
    for owner in (ours, theirs):
        await log.write(owner, 5)
    log.rule(COPY, [*DAMAGES[why], ours])
    await log.sealer.turn()
    assert [(it, why in told) for it, told in log.sealer.damaged.items()] == [(ours, True)]
    assert await vigil_over(log).problem() == "1 logs are damaged and not signed any further"
    found = await examined(log)
    assert (found.well, found.hint) == (False, "daybook audit verify")
    assert f"the log of {ours} is damaged: " in found.found
    assert str(theirs) not in found.found
    log.rule([MOVE, 7, 1000, ours], *([statement, ours] for statement in RESTORE))
    others = TreeSealer(log.trees, replace(log.sealer._seal, every=timedelta()))
    await others.turn()
    await log.sealer.turn([ours])
    assert not log.sealer.damaged
    assert (await examined(log)).well


@pytest.mark.parametrize("why", ENDINGS)
async def test_damage_at_the_end_of_a_log_at_rest_is_seen_by_who_examines(
    log: SealedLog, why: str
) -> None:
    ours = await sealed(log, 5)
    log.rule([ENDINGS[why], ours])
    found = await examined(log)
    assert not found.well
    assert why in found.found
