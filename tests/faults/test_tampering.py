"""Whatever a superuser alters is found: in a log by the first position, in what people read by the row."""

import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.cluster import Database, TestCluster
from tests.contracts.notes import tenant
from tests.faults.editing import Editor
from tests.faults.ruler import SIZES, Ruler
from tests.faults.tampering import ATTACKS
from tests.infrastructure.audit.sealed_log import SealedLog, sealed_log
from tests.infrastructure.rebuilding.history import lived
from tests.infrastructure.rebuilding.shown import shown_lists

EDIT = "edit a projection"
KINDS_OF_EDITS = ((True, True), (True, False), (False, True))
"""Changed, inserted and deleted rows: whether they are shown, and whether the log leads to them."""


@pytest.fixture
async def ruled(database: Database, tmp_path: Path) -> AsyncIterator[tuple[SealedLog, Ruler]]:
    """Two sealed logs, and somebody who rules the database."""
    async with sealed_log(database, tmp_path) as log:
        ours, theirs = tenant(), tenant()
        for owner in (ours, theirs):
            written = 0
            for size in SIZES:
                await log.write(owner, size - written)
                await log.sealer.seal(owner)
                written = size
        ruler = Ruler.over(database.administrator_dsn, ours, theirs, tmp_path / "forged")
        with ruler.connection:
            yield log, ruler


async def found_after(ruled: tuple[SealedLog, Ruler], attack: str, seed: int) -> None:
    """Alter, check, and make good again."""
    log, ruler = ruled
    ruler.chance = random.Random(seed)
    place = ATTACKS[attack](ruler)
    checked = await log.check(ruler.ours)
    assert checked.findings, f"{attack} {seed} at {place} was not found"
    first = checked.findings[0]
    named = (first.position, first.until or first.position)
    assert place.first <= named[1], f"{attack} {seed} at {place} was found at {first}"
    assert named[0] <= place.last, f"{attack} {seed} at {place} was found at {first}"
    if place.first == place.last and first.until is None:
        assert named[0] == place.first, f"{attack} {seed} at {place} was found at {first}"
    ruler.restore()


@pytest.fixture
def events() -> int:
    """How much happened in a small company."""
    return len(lived())


@pytest.fixture
async def editor(events: int, cluster: TestCluster) -> AsyncIterator[Editor]:
    """Somebody who rules another database, where people read of the small company."""
    fresh = cluster.clone()
    async with shown_lists(fresh, events) as lists:
        yield Editor.over(lists)
    cluster.drop(fresh)


async def test_a_log_that_nobody_altered_is_whole(ruled: tuple[SealedLog, Ruler]) -> None:
    log, ruler = ruled
    for _ in range(2):
        checked = await log.check(ruler.ours)
        assert not checked.findings
        assert (checked.events, checked.sealed) == (SIZES[-1], SIZES[-1])
        ruler.restore()


@pytest.mark.parametrize("attack", ATTACKS)
async def test_an_alteration_is_found_at_its_first_position(
    ruled: tuple[SealedLog, Ruler], attack: str
) -> None:
    for seed in range(6):
        await found_after(ruled, attack, seed)


async def test_edits_of_what_people_read_are_found_by_table_and_row(editor: Editor) -> None:
    editor.chance.seed(0)
    edits = {editor.edit() for _ in range(18)}
    assert {(edit.is_shown, edit.is_made) for edit in edits} == set(KINDS_OF_EDITS)
    assert await editor.found() == edits
    editor.restore()
    assert await editor.found() == set()


@pytest.mark.long
async def test_of_a_thousand_alterations_each_is_found_at_its_first_position_or_row(
    ruled: tuple[SealedLog, Ruler], editor: Editor
) -> None:
    attacks = [*ATTACKS, EDIT]
    for seed in range(1000):
        attack = attacks[seed % len(attacks)]
        if attack is not EDIT:
            await found_after(ruled, attack, 1000 + seed)
            continue
        editor.chance.seed(1000 + seed)
        edit = editor.edit()
        assert await editor.found() == {edit}, f"{seed} was not found, or more than that"
        editor.restore()


async def test_a_tail_that_was_cut_with_all_its_traces_is_known_to_the_witness_alone(
    ruled: tuple[SealedLog, Ruler],
) -> None:
    log, ruler = ruled
    ruler.run("DELETE FROM daybook.events WHERE tenant_id = %s AND position > 600", ruler.ours)
    ruler.run("UPDATE daybook.log_heads SET position = 600 WHERE tenant_id = %s", ruler.ours)
    ruler.run(
        "DELETE FROM daybook.tree_checkpoints WHERE tenant_id = %s AND size > 600", ruler.ours
    )
    ruler.replant()
    assert not (await log.check(ruler.ours, witnessed=False)).findings
    (finding,) = (await log.check(ruler.ours)).findings
    assert finding.position == 601
    assert "the witness" in finding.problem
