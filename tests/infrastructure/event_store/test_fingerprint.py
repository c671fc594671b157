"""A snapshot is only good for the code that folded it."""

from pathlib import Path

import pytest

from domain.governance.policy.machine import POLICY
from domain.identity.tenant.machine import TENANT
from infrastructure.event_store import fingerprint
from infrastructure.event_store.fingerprint import fold_fingerprint
from tests.contracts.notes import PADS


def test_it_is_the_same_every_time_and_differs_between_contexts() -> None:
    assert fold_fingerprint(POLICY) == fold_fingerprint(POLICY)
    assert len({fold_fingerprint(each) for each in (POLICY, TENANT, PADS)}) == 3


def test_it_changes_with_any_file_that_could_change_a_fold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.py").write_text("one")
    (tmp_path / "b.py").write_text("two")
    monkeypatch.setattr(fingerprint, "_sources", lambda _: sorted(tmp_path.glob("*.py")))

    def now() -> bytes:
        fingerprint._fingerprint.cache_clear()
        return fold_fingerprint(PADS)

    seen = [now()]
    (tmp_path / "b.py").write_text("three")
    seen.append(now())
    (tmp_path / "b.py").rename(tmp_path / "c.py")
    seen.append(now())
    (tmp_path / "d.py").write_text("")
    seen.append(now())
    fingerprint._fingerprint.cache_clear()
    assert len(set(seen)) == 4
