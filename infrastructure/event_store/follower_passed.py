"""Checkpoints that only went past events which their subscriber does not want: stored later, and together."""

from collections.abc import Sequence
from dataclasses import replace

from domain.shared.ids import TenantId
from infrastructure.event_store.checkpoints import Move
from infrastructure.event_store.follower_backlog import Epoch
from infrastructure.event_store.follower_batch import Part


class Passed:
    """What is remembered of such moves; whoever forgets them reads the same events again, and passes them.

    So nothing depends on their being stored, and most events cost those who do not want them no write.
    """

    def __init__(self, epoch: Epoch) -> None:
        self._epoch = epoch
        self._moves: dict[tuple[str, TenantId], Move] = {}

    def __bool__(self) -> bool:
        """True while something is to be stored."""
        return bool(self._moves)

    def add(self, parts: Sequence[Part]) -> list[Move]:
        """Remember moves over what nobody wants; they count from now on in this process."""
        moves = [part.move for part in map(self.joined, parts)]
        self._moves |= {(move.subscriber, move.tenant): move for move in moves}
        return moves

    def joined(self, part: Part) -> Part:
        """A part that begins where the checkpoint is stored, with what was passed before it."""
        known = self._moves.get((part.move.subscriber, part.move.tenant))
        if known is None or known.goal < part.move.origin:
            return part
        return replace(part, move=replace(part.move, origin=known.origin))

    def stored(self, moves: Sequence[Move]) -> None:
        """These were stored, and what was passed before them was stored with them."""
        for move in moves:
            self._moves.pop((move.subscriber, move.tenant), None)

    def forget(self) -> None:
        """Terms of leadership have ended or begun."""
        self._moves.clear()

    def take(self) -> list[Move]:
        """Everything that is to be stored, as far as its term of leadership lasts."""
        moves = list(self._moves.values())
        self._moves.clear()
        return [move for move in moves if self._epoch(move.subscriber, move.tenant) == move.epoch]
