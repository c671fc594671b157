"""An export as a folder that is there as a whole or not at all, with a manifest of what is in it."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson

from api.exporting.files import WrittenTable
from application.ports.snapshot import CellKind, SnapshotColumn
from domain.shared.ids import TenantId

MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
_OPTIONS = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """A folder beside it to write into, which takes its place at the end, or is removed when that fails.

    It is its owner's alone. Raises OSError, also when there is something in the folder by then.
    """
    folder = folder.absolute()
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        yield partial
        _sync(partial)
        partial.replace(folder)
        _sync(folder.parent)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def write_manifest(folder: Path, tenant: TenantId, written: Sequence[WrittenTable]) -> None:
    """Say what is in the folder; its own hash is with the others in `SHA256SUMS`."""
    sums = {each.name: each.sha256 for each in written}
    sink = {"kind": "tables", "format": 1, "tenantId": tenant, "files": list(map(_told, written))}
    manifest = orjson.dumps(sink, option=_OPTIONS)
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
    for name, content in ((MANIFEST, manifest), (SUMS, lines.encode())):
        with (folder / name).open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())


def _told(written: WrittenTable) -> dict[str, Any]:
    table = written.table
    return {
        "name": written.name,
        "table": table.name,
        "sentence": table.sentence,
        "position": table.position,
        "rows": table.rows,
        "bytes": written.bytes,
        "sha256": written.sha256,
        "columns": [described(column) for column in table.columns],
    }


def described(column: SnapshotColumn) -> dict[str, str]:
    """A column for those who read files: its type is a word, with the decimals where it has some."""
    decimals = f"({column.scale})" if column.kind is CellKind.DECIMAL else ""
    return {
        "name": column.name,
        "type": f"{column.kind}{decimals}",
        "sentence": column.sentence,
    }


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
