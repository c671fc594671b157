"""Keys that sign checkpoints follow each other, and who knows one of them knows those that follow."""

from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from domain.audit.checkpoint import MalformedNote, read_note
from domain.audit.handover import read_handover
from domain.shared.ids import TenantId
from infrastructure.audit.log_check import PostgresLogCheck
from infrastructure.audit.note_keys import NoteKeys, VerifierKey, introduced, origin_of, verified
from infrastructure.audit.said_roots import Evidence
from infrastructure.audit.verifier.daybook_verify import Key, Wrong, handed_over
from tests.contracts.notes import tenant
from tests.infrastructure.audit.sealed_log import SealedLog


async def problems(log: SealedLog, ours: TenantId, *keys: VerifierKey) -> list[str]:
    """What is found by somebody who knows these keys."""
    check = PostgresLogCheck(log.pool, Evidence(log.trees, keys))
    return [each.problem for each in (await check.check(ours, lambda _done, _total: None)).findings]


async def test_checkpoints_of_the_old_key_and_of_the_new_one_verify(log: SealedLog):
    ours = tenant()
    await log.write(ours, 3)
    before = await log.sealer.seal(ours)
    (old,) = log.keys.verifiers(ours)
    NoteKeys.in_folder(log.keys._folder._folder).rotate()  # another process
    await log.write(ours, 3)
    after = await log.sealer.seal(ours)
    new, also_old = log.keys.verifiers(ours)
    assert (also_old, before is not None, after is not None) == (old, True, True)
    assert before is not None
    assert after is not None
    assert verified(read_note(before.note), [old])
    assert not verified(read_note(after.note), [old])
    assert verified(read_note(after.note), [new])
    assert await problems(log, ours, old, new) == []
    assert await problems(log, ours, *introduced([old], log.keys.history(ours))) == []
    assert "not signed with a key of this log" in (await problems(log, ours, old))[0]
    assert not (await log.check(ours)).findings


def test_who_knows_the_first_key_is_led_to_the_last_one(tmp_path: Path):
    keys, ours = NoteKeys.in_folder(tmp_path), tenant()
    for _ in range(3):
        keys.rotate()
    history = keys.history(ours)
    all_keys = [VerifierKey.read(each.key) for each in history]
    assert all_keys == list(keys.verifiers(ours))
    assert set(introduced([all_keys[-1]], history)) == set(all_keys)
    assert set(introduced([all_keys[1]], history)) == set(all_keys[:2]), "nobody is led back"
    assert keys.history(ours) == history, "the notes are the same whenever they are made"
    assert [each.until for each in history] == [None, *(each.since for each in history[:-1])]
    assert [each.handover is None for each in history] == [False, False, False, True]
    for newer, older in pairwise(all_keys):
        told = next(each.handover for each in history if each.key == newer.text) or ""
        assert [key.name for key in handed_over([told], [Key(older.text)])] == [origin_of(ours)] * 2
        assert (read_handover(told).text, read_handover(told).handover.key) == (told, newer.text)


def test_nobody_is_led_to_a_key_by_a_note_that_is_not_of_a_key_they_know(tmp_path: Path):
    ours, keys = tenant(), NoteKeys.in_folder(tmp_path / "ours")
    stranger = NoteKeys.in_folder(tmp_path / "theirs")
    keys.rotate()
    stranger.rotate()
    (first,) = [VerifierKey.read(keys.history(ours)[-1].key)]
    newest, mine = keys.history(ours)[0], stranger.history(ours)[0]
    elsewhere = keys.history(tenant())[0]
    forged = (newest.handover or "").replace(newest.key, mine.key)
    for note in (mine.handover or "", elsewhere.handover or "", forged):
        assert introduced([first], [replace(mine, handover=note)]) == [first]
        assert len(handed_over([note], [Key(first.text)])) == 1


@pytest.mark.parametrize(
    "spoil",
    [
        lambda note: note.replace("next key", "7"),
        lambda note: note.replace("next key", "last key"),
        lambda note: note + "\n",
        lambda note: note.replace("\n\n", "\n"),
        lambda note: note.replace("— ", ""),
        lambda note: "",
    ],
)
def test_a_note_that_hands_nothing_over_is_not_read_as_one_that_does(tmp_path: Path, spoil):
    keys, ours = NoteKeys.in_folder(tmp_path), tenant()
    keys.rotate()
    newest, first = keys.history(ours)
    spoiled = spoil(newest.handover)
    with pytest.raises(MalformedNote):
        read_handover(spoiled)
    known = [VerifierKey.read(first.key)]
    assert introduced(known, [replace(newest, handover=spoiled)]) == known
    with pytest.raises(MalformedNote):
        read_note(newest.handover or "")
    with suppress(Wrong):
        assert len(handed_over([spoiled], [Key(first.key)])) == 1
