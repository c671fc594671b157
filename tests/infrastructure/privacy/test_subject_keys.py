"""Keys of people: made once, wrapped, wrapped anew when the master key changes, and destroyed for good."""

import asyncio
import base64
import os
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from pydantic import SecretStr

from domain.shared.ids import TenantId
from infrastructure.postgres.pool import open_pool
from infrastructure.privacy.key_ring import SubjectKeyLost
from infrastructure.privacy.master_keys import MasterFolder, MasterKeys, MasterKeyUnusable
from infrastructure.privacy.subject_keys import SubjectKeys
from infrastructure.settings import Settings
from tests.cluster import Database

OURS = TenantId("ten_3f2504e0-4f89-41d3-9a0c-0305e82c3301")
THEIRS = TenantId("ten_3f2504e0-4f89-41d3-9a0c-0305e82c3302")
ANN, BEN = "usr_3f2504e0-4f89-41d3-9a0c-0305e82c3303", "usr_3f2504e0-4f89-41d3-9a0c-0305e82c3304"


async def test_a_key_has_one_life(database: Database, tmp_path: Path) -> None:
    home = Settings(home=tmp_path)
    async with open_pool(database.dsn, size=2) as pool:
        keys = SubjectKeys(pool, MasterKeys.of(home))
        first, second = await asyncio.gather(
            keys.create(OURS, [ANN]),
            SubjectKeys(pool, MasterKeys.of(home)).create(OURS, [ANN, BEN]),
        )
        assert first[ANN] == second[ANN] != second[BEN], "the first one to make it decides"
        assert await keys.load(THEIRS, [ANN]) == {}
        async with pool.reaching(OURS, THEIRS) as connection:
            await connection.execute(
                "INSERT INTO daybook.subject_keys SELECT %s, subject_id, master_id, wrapped "
                "FROM daybook.subject_keys WHERE tenant_id = %s",
                (THEIRS, OURS),
            )
        with pytest.raises(InvalidTag):
            await keys.load(THEIRS, [ANN])

        MasterFolder(tmp_path / "keys" / "master").rotate()
        assert await keys.load(OURS, [ANN]) == first, "the former master key still unwraps"
        assert (await keys.rewrap(OURS), await keys.rewrap(OURS)) == (2, 0)
        (tmp_path / "keys" / "master" / "0001.key").unlink()
        rotated = SubjectKeys(pool, MasterKeys.of(home))
        assert await rotated.load(OURS, [ANN]) == first

        assert (await keys.destroy(OURS, ANN), await keys.destroy(OURS, ANN)) == (True, False)
        assert await keys.create(OURS, [ANN, BEN]) == {ANN: None, BEN: second[BEN]}
        elsewhere = SubjectKeys(pool, MasterKeys.of(Settings(home=tmp_path / "elsewhere")))
        with pytest.raises(SubjectKeyLost):
            await elsewhere.load(OURS, [BEN])


def test_a_master_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    keys = [MasterKeys.of(Settings(home=tmp_path)) for _ in range(2)]
    assert keys[0].newest == keys[1].newest
    file = tmp_path / "keys" / "master" / "0001.key"
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o640)
    with pytest.raises(MasterKeyUnusable):
        MasterKeys.of(Settings(home=tmp_path))


def test_a_master_key_that_is_given_leaves_the_folder_alone(tmp_path: Path) -> None:
    new, old = (base64.b64encode(os.urandom(32)).decode() for _ in range(2))
    file = tmp_path / "secret"
    file.write_text(f"{old}\n")
    former = MasterKeys.of(Settings(home=tmp_path, master_key_file=file))
    ((master, wrapped),) = former.wrap({b"bound": b"key"})
    both = MasterKeys.of(Settings(home=tmp_path, master_key=SecretStr(f"{new} {old}")))
    assert both.unwrap(master, wrapped, b"bound") == b"key"
    assert both.newest != former.newest == master
    assert not (tmp_path / "keys").exists()


@pytest.mark.parametrize("text", ["", "too short", base64.b64encode(b"x" * 31).decode(), "ä" * 44])
def test_what_is_no_master_key_is_refused_without_repeating_it(text: str, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(text)
    with pytest.raises(MasterKeyUnusable) as refused:
        MasterKeys.of(Settings(home=tmp_path, master_key_file=file))
    assert not text or text not in str(refused.value)
