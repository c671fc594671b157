"""Files of an export: the same content gives the same bytes, whenever and wherever it is packed."""

import hashlib
import io
import zipfile
from collections.abc import Mapping
from importlib.resources import files

import orjson

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
VERIFIER = "daybook_verify.py"
_README = """\
This is {what} of {origin}.

Verify it with Python 3.11 or newer and the package `cryptography`; nothing of Daybook is needed:

    python {verifier} {named} --key '{key}'

Read {verifier} before you believe it, or write your own: RFC 6962 says how events are hashed and joined,
RFC 9162 how proofs are checked, C2SP signed-note and tlog-checkpoint how the head of a log is signed. Take
the key from where you trust it (GET /v1/audit/keys, or `daybook audit keys`), not from here.

{files}
"""


def verifier_text() -> bytes:
    """The independent verifier, as it is handed out."""
    return files("infrastructure.audit.verifier").joinpath(VERIFIER).read_bytes()


def manifest(kind: str, origin: str, size: int, hashes: Mapping[str, str]) -> bytes:
    """What an export is, and the SHA-256 of its files."""
    told = {"kind": kind, "format": 1, "origin": origin, "size": size, "files": dict(hashes)}
    return orjson.dumps(
        told, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
    )


def readme(what: str, origin: str, named: str, key: str, about: str) -> bytes:
    """What a person reads first; `named` is the export as the command line names it."""
    told = _README.format(
        what=what, origin=origin, verifier=VERIFIER, named=named, key=key, files=about
    )
    return told.encode()


def sha256(content: bytes) -> str:
    """In hex."""
    return hashlib.sha256(content).hexdigest()


def packed(contents: Mapping[str, bytes]) -> bytes:
    """A .zip file of these, without times, and stored as they are, since compressors differ."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as pack:
        for name in sorted(contents):
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            pack.writestr(entry, contents[name])
    return buffer.getvalue()
