"""Projections whose rows can be made anew beside those that people read."""

from typing import Protocol

from application.ports.projection import Projection


class TableProjection(Projection, Protocol):
    """A projection whose rows are in tables of its own, and depend on nothing but the log."""

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of its tables, without the schema."""
