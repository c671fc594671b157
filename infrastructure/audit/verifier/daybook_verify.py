"""Verifies an exported Daybook log, or an evidence pack, with nothing but Python and `cryptography`.

    python daybook_verify.py EXPORT --key 'daybook/ten_...+1a2b3c4d+AQ...'

EXPORT is a folder or a .zip file. It prints what it found and ends with 0 when all is well, with 1 when
something is not, and says at which position. The key is the one that you know of; without --key the one in
the export is taken, which shows that the export agrees with itself and not who made it. A key counts, too,
when one that counts has signed that it comes next. --note FILE is a checkpoint that you kept: the log must go
on from it.

Formats: RFC 6962 (tree), RFC 9162 (proofs), C2SP signed-note and tlog-checkpoint (signatures).
"""

import argparse
import base64
import hashlib
import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Wrong(Exception):
    """Something is not as it should be."""


def leaf_hash(data: bytes) -> bytes:
    """RFC 6962, 2.1: the hash of an event."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 6962, 2.1: the hash over two others."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree that leaves are added to; `peaks` are its complete subtrees with their heights."""

    def __init__(self) -> None:
        self.size = 0
        self.peaks: list[tuple[int, bytes]] = []

    def add(self, leaf: bytes) -> None:
        """One more leaf."""
        height, found = 0, leaf
        while self.peaks and self.peaks[-1][0] == height:
            found = node_hash(self.peaks.pop()[1], found)
            height += 1
        self.peaks.append((height, found))
        self.size += 1

    def root(self) -> bytes:
        """The root of the tree as it is now."""
        if not self.peaks:
            return hashlib.sha256().digest()
        found = self.peaks[-1][1]
        for _, left in reversed(self.peaks[:-1]):
            found = node_hash(left, found)
        return found


def root_of_inclusion(leaf: bytes, index: int, size: int, hashes: list[bytes]) -> bytes:
    """The root that an inclusion proof leads to (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        raise Wrong(f"a log of {size} events has none at {index + 1}")
    place, last, found = index, size - 1, leaf
    for each in hashes:
        if last == 0:
            raise Wrong("the proof is too long")
        if place % 2 == 1 or place == last:
            found = node_hash(each, found)
            while place % 2 == 0 and place != 0:
                place, last = place // 2, last // 2
        else:
            found = node_hash(found, each)
        place, last = place // 2, last // 2
    if last != 0:
        raise Wrong("the proof is too short")
    return found


def roots_of_consistency(
    old: int, new: int, hashes: list[bytes], was: bytes
) -> tuple[bytes, bytes]:
    """The roots of the old and the new tree that a proof leads to (RFC 9162, 2.1.4.2); `was` is the old."""
    if not 0 < old <= new:
        raise Wrong("no tree grows like that")
    if old == new:
        if hashes:
            raise Wrong("the proof is too long")
        return was, was
    rest = [was, *hashes] if old & (old - 1) == 0 else list(hashes)
    if not rest:
        raise Wrong("the proof is too short")
    place, last = old - 1, new - 1
    while place % 2 == 1:
        place, last = place // 2, last // 2
    return _climb(place, last, rest)


def _climb(place: int, last: int, hashes: list[bytes]) -> tuple[bytes, bytes]:
    first = second = hashes[0]
    for each in hashes[1:]:
        if last == 0:
            raise Wrong("the proof is too long")
        if place % 2 == 1 or place == last:
            first, second = node_hash(each, first), node_hash(each, second)
            while place % 2 == 0 and place != 0:
                place, last = place // 2, last // 2
        else:
            second = node_hash(second, each)
        place, last = place // 2, last // 2
    if last != 0:
        raise Wrong("the proof is too short")
    return first, second


class Key:
    """A public key as C2SP writes it: name, id and key with a plus between."""

    def __init__(self, text: str) -> None:
        self.name, _, rest = text.strip().partition("+")
        named, _, encoded = rest.partition("+")
        octets = _base64(encoded)
        identity = hashlib.sha256(self.name.encode() + b"\n" + octets).digest()[:4]
        if octets[:1] != b"\x01" or len(octets) != 33 or identity.hex() != named:
            raise Wrong(f"this is no key that verifies checkpoints: {text.strip()}")
        self.id = identity
        self.public = Ed25519PublicKey.from_public_bytes(octets[1:])


class Checkpoint:
    """The head of a log, once its signature was verified with one of the keys."""

    def __init__(self, note: str, keys: list[Key]) -> None:
        body, blank, signatures = note.rpartition("\n\n")
        lines = (body + "\n").split("\n")
        if not blank or len(lines) != 4 or not lines[1].isdecimal():
            raise Wrong("a checkpoint is not spelt as checkpoints are")
        self.origin, self.size, self.root = lines[0], int(lines[1]), _base64(lines[2])
        if not any(
            signed_with(line, key, self.origin, (body + "\n").encode())
            for line in signatures.splitlines()
            for key in keys
        ):
            raise Wrong(f"the checkpoint at {self.size} is not signed with the key")


def signed_with(line: str, key: Key, name: str, text: bytes) -> bool:
    """Whether a line of a note is the key's signature, in this name, under the text."""
    dash, _, rest = line.partition(" ")
    signer, _, encoded = rest.partition(" ")
    if dash != "\u2014" or not signer == key.name == name:
        return False
    octets = _base64(encoded)
    try:
        key.public.verify(octets[4:], text)
    except InvalidSignature:
        return False
    return octets[:4] == key.id


def handed_over(notes: list[str], known: list[Key]) -> list[Key]:
    """The known keys, and every key that one of them said comes after it."""
    found = list(known)
    for note in notes:
        text, blank, signature = note.rpartition("\n\n")
        lines = (text + "\n").split("\n")
        if not blank or len(lines) != 4 or lines[1] != "next key":
            raise Wrong("a handover is not spelt as handovers are")
        signed = (text + "\n").encode()
        if any(signed_with(signature.strip("\n"), key, lines[0], signed) for key in found):
            found.append(Key(lines[2]))
    return found


class Export:
    """The files of an export, in a folder or a .zip file."""

    def __init__(self, path: Path) -> None:
        self._zip = None if path.is_dir() else zipfile.ZipFile(path)
        self._folder = path

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a file, without their ends."""
        opened = self._zip.open(name) if self._zip else (self._folder / name).open("rb")
        with opened as file:
            for line in file:
                if not line.endswith(b"\n"):
                    raise Wrong(f"the last line of {name} was cut off")
                yield line[:-1]

    def text(self, name: str) -> str:
        """A small file as text."""
        if self._zip:
            return self._zip.read(name).decode()
        return (self._folder / name).read_bytes().decode()


def verify_log(export: Export, keys: list[Key], notes: list[str]) -> str:
    """Every event of a whole log, against every checkpoint; raises Wrong."""
    told = [json.loads(line)["note"] for line in export.lines("checkpoints.jsonl")]
    heads = sorted((Checkpoint(note, keys) for note in [*told, *notes]), key=lambda it: it.size)
    if not heads:
        raise Wrong("there is no checkpoint")
    tree, good, waiting = Tree(), 0, list(heads)
    for line in export.lines("events.jsonl"):
        _same_tenant(line, heads[0].origin, tree.size + 1)
        tree.add(leaf_hash(line))
        while waiting and waiting[0].size == tree.size:
            if waiting.pop(0).root != tree.root():
                raise Wrong(
                    f"an event from {good + 1} to {tree.size} is not the one that was signed"
                )
            good = tree.size
    if waiting:
        raise Wrong(f"the log ends at {tree.size}, and was signed at {waiting[0].size}")
    if good != tree.size:
        raise Wrong(f"the events from {good + 1} on are under no checkpoint")
    return f"{tree.size} events of {heads[0].origin}, {len(heads)} checkpoints, root {tree.root().hex()}"


def verify_evidence(export: Export, keys: list[Key], notes: list[str]) -> str:
    """Single events, each by its proof, against one checkpoint; raises Wrong."""
    head = Checkpoint(export.text("checkpoint.txt"), keys)
    for note in notes:
        kept = Checkpoint(note, keys)
        if kept.size == head.size and kept.root != head.root:
            raise Wrong(f"the checkpoint that was kept at {kept.size} is another one")
    count, before = 0, 0
    events, proofs = export.lines("events.jsonl"), export.lines("proofs.jsonl")
    for line, told in zip(events, proofs, strict=True):
        proof = json.loads(told)
        position = proof["position"]
        if position <= before:
            raise Wrong(f"the event at {position} is not in the order of the log")
        _same_tenant(line, head.origin, position)
        hashes = [bytes.fromhex(each) for each in proof["hashes"]]
        if root_of_inclusion(leaf_hash(line), position - 1, head.size, hashes) != head.root:
            raise Wrong(f"the event at {position} is not the one that was signed")
        count, before = count + 1, position
    return f"{count} events of {head.origin}, under the checkpoint at {head.size}"


def verify(path: Path, keys: list[str], notes: list[str]) -> str:
    """Verify an export; what was found, in a sentence. Raises Wrong."""
    export = Export(path)
    manifest = json.loads(export.text("manifest.json"))
    kind = manifest["kind"]
    known = [Key(text) for text in keys or export.text("keys.txt").splitlines()]
    if "handovers.jsonl" in manifest["files"]:
        told = [json.loads(line)["note"] for line in export.lines("handovers.jsonl")]
        known = handed_over(told, known)
    if kind not in ("log", "evidence"):
        raise Wrong("the export is of a kind that this verifier does not know")
    return (verify_log if kind == "log" else verify_evidence)(export, known, notes)


def _same_tenant(line: bytes, origin: str, position: int) -> None:
    if f"daybook/{json.loads(line)['tenant']}" != origin:
        raise Wrong(f"the event at {position} is another tenant's")


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as wrong:
        raise Wrong(f"this is no base64: {text}") from wrong


def main() -> int:
    """What the command line says."""
    parser = argparse.ArgumentParser(description="Verify an exported Daybook log or evidence pack.")
    parser.add_argument("export", type=Path, help="a folder, or a .zip file")
    parser.add_argument("--key", action="append", default=[], help="a public key that you know of")
    parser.add_argument(
        "--note", action="append", default=[], type=Path, help="a checkpoint you kept"
    )
    asked = parser.parse_args()
    try:
        notes = [note.read_bytes().decode() for note in asked.note]
        found = verify(asked.export, asked.key, notes)
    except (Wrong, OSError, KeyError, ValueError, zipfile.BadZipFile) as wrong:
        sys.stderr.write(f"NOT VERIFIED: {wrong}\n")
        return 1
    sys.stdout.write(f"verified: {found}\n")
    if not asked.key:
        sys.stderr.write(
            "with the key of the export itself; name the one that you know of by --key\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
