"""The `LogCheck` port: every row is hashed again, and the tree over these hashes is held against all that is
kept of it: leaf hashes, tiles, signed checkpoints, and the witness outside the database."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from application.ports.log_check import Checked, Finding, Tell
from domain.audit.merkle.growing import GrowingTree
from domain.audit.merkle.hashing import HASH_SIZE
from domain.audit.merkle.tiles import WIDTH, TileName, Tiles
from domain.shared.ids import TenantId
from infrastructure.audit.leaf_rows import LeafRow, leaf_hash_of, leaf_pages
from infrastructure.audit.said_roots import Evidence, SaidRoot
from infrastructure.postgres.pool import Pool

MOST_FINDINGS = 100

_ENDS = """
    SELECT coalesce((SELECT position FROM daybook.log_heads WHERE tenant_id = %b), 0),
           coalesce((SELECT max(position) FROM daybook.events WHERE tenant_id = %b), 0),
           coalesce((SELECT size FROM daybook.log_trees WHERE tenant_id = %b), 0),
           coalesce((SELECT max(number * 256 + octet_length(hashes) / 32)
                     FROM daybook.tree_tiles WHERE tenant_id = %b AND level = 0), 0)
"""
_TILES = """
    SELECT level, number, hashes FROM daybook.tree_tiles
    WHERE tenant_id = %b AND level = 0 AND number >= %b AND number <= %b
"""
_UPPER = "SELECT level, number, hashes FROM daybook.tree_tiles WHERE tenant_id = %b AND level > 0"


@dataclass(frozen=True, slots=True)
class Ends:
    """Where a log ends by what is said of it: by its head, by its last row, by its tree and its tiles."""

    head: int
    last: int
    tree: int
    tiles: int


class PostgresLogCheck:
    """Implements `LogCheck`."""

    def __init__(self, pool: Pool, evidence: Evidence) -> None:
        self._pool = pool
        self._evidence = evidence

    async def check(self, tenant: TenantId, tell: Tell) -> Checked:
        """Everything that is wrong with a tenant's log."""
        said = await self._evidence.roots(tenant)
        ((*ends,),) = await self._pool.ask(_ENDS, (str(tenant),) * 4, tenant)
        walk = _Walk(Ends(*ends), said.roots)
        walk.findings += said.findings
        async for page in leaf_pages(self._pool, tenant, 0, max(walk.ends.head, walk.ends.last)):
            walk.take(page, await self._tiles(tenant, page))
            tell(walk.rows, walk.ends.last)
        upper = await self._pool.ask(_UPPER, (str(tenant),), tenant)
        walk.end({TileName(level, number): hashes for level, number, hashes in upper})
        return walk.report(len(said.roots))

    async def _tiles(self, tenant: TenantId, page: Sequence[LeafRow]) -> Tiles:
        first, last = (page[0].position - 1) // WIDTH, (page[-1].position - 1) // WIDTH
        rows = await self._pool.ask(_TILES, (str(tenant), first, last), tenant)
        return {TileName(level, number): hashes for level, number, hashes in rows}


@dataclass
class _Walk:
    """A check as it goes over the rows; `whole` ends with the first row that the tree cannot have."""

    ends: Ends
    said: Sequence[SaidRoot]
    findings: list[Finding] = field(default_factory=list)
    rows: int = 0
    sealed: int = 0
    whole: bool = True
    tree: GrowingTree = field(default_factory=GrowingTree)
    heard: int = 0

    def take(self, page: Sequence[LeafRow], tiles: Tiles) -> None:
        """The next rows, and the tiles of level 0 that have their hashes."""
        hashes: list[bytes] = []
        for position, stored, data in page:
            self.rows += 1
            made = None if data is None else leaf_hash_of(data)
            if self.whole and position != self.tree.size + len(hashes) + 1:
                self._gap(self.tree.size + len(hashes) + 1, position)
            if made != stored:
                self._find(position, "the row is not the one that was recorded")
            elif self.whole:
                hashes.append(stored)
                continue
            self.whole = False
        self._extend(hashes, tiles)

    def end(self, upper: Tiles) -> None:
        """There are no more rows."""
        ends, size = self.ends, self.tree.size
        if ends.last != ends.head:
            self._find(min(ends.last, ends.head) + 1, f"the log should end at {ends.head}")
        if self.whole and size < ends.tree:
            self._find(size + 1, f"the log was cut: its tree has {ends.tree} events")
        if ends.tiles != ends.tree:
            self._find(min(ends.tiles, ends.tree) + 1, f"the tree has tiles of {ends.tiles} events")
        if self.whole:
            self._beyond()
        if not any(each.of_events for each in self.findings):
            self._upper_tiles(upper)

    def report(self, checkpoints: int) -> Checked:
        """What came of it."""
        found = sorted(self.findings, key=_by_place)
        root = self.tree.root
        return Checked(self.rows, self.sealed, root, checkpoints, found[:MOST_FINDINGS])

    def _extend(self, hashes: Sequence[bytes], tiles: Tiles) -> None:
        """Add to the tree, stopping wherever somebody said what its root was."""
        start, at = self.tree.size, 0
        self._compare(start, hashes, tiles)
        while self.heard < len(self.said) and self.said[self.heard].size <= start + len(hashes):
            said = self.said[self.heard]
            self.tree.add(hashes[at : said.size - start])
            at = said.size - start
            self.heard += 1
            self._hold_against(said)
        self.tree.add(hashes[at:])

    def _hold_against(self, said: SaidRoot) -> None:
        if self.tree.root == said.root:
            self.sealed = said.size
        elif all(each.position > said.size for each in self.findings if each.of_events):
            problem = f"what {said.by} signed at {said.size} was another log"
            self._find(self.sealed + 1, problem, until=said.size)

    def _compare(self, start: int, hashes: Sequence[bytes], tiles: Tiles) -> None:
        """Hold leaf hashes against the tiles, as far as the tree goes."""
        for at, made in enumerate(hashes, start):
            if at >= self.ends.tree:
                return
            tile = tiles.get(TileName(0, at // WIDTH), b"")
            place = at % WIDTH * HASH_SIZE
            if tile[place : place + HASH_SIZE] != made:
                self._find(at + 1, "the tree has another event here")
                return

    def _gap(self, expected: int, found: int) -> None:
        if found > expected:
            self._find(
                expected, "the event is missing", until=None if found == expected + 1 else found - 1
            )
        else:
            self._find(found, "two events have this position")
        self.whole = False

    def _beyond(self) -> None:
        """What was signed of a log that was longer."""
        if self.heard < len(self.said):
            said = self.said[self.heard]
            size = self.tree.size
            self._find(
                size + 1, f"the log was cut: {said.by} signed it at {said.size}", until=said.size
            )

    def _upper_tiles(self, upper: Tiles) -> None:
        """What the tree keeps above its leaves follows from them; it may have grown meanwhile."""
        for name, made in sorted(self.tree.upper_tiles().items()):
            width = WIDTH**name.level
            sealed = max((self.ends.tree - name.number * WIDTH * width) // width, 0) * HASH_SIZE
            if upper.get(name, b"")[: len(made)][:sealed] != made[:sealed]:
                first = name.number * WIDTH * width + 1
                problem = (
                    f"the tree was changed above these events, in tile {name.level}/{name.number}"
                )
                self._find(first, problem, until=min(first + WIDTH * width - 1, self.tree.size))

    def _find(self, position: int, problem: str, until: int | None = None) -> None:
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(Finding(position, problem, until))


def _by_place(finding: Finding) -> tuple[bool, int, int]:
    return not finding.of_events, finding.position, finding.until or finding.position
