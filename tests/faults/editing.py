"""What somebody who rules the database can do to a row that people read."""

import random
from dataclasses import dataclass, field
from typing import NamedTuple

from psycopg import sql

from tests.infrastructure.rebuilding.making import tables
from tests.infrastructure.rebuilding.shown import Column, Shown
from tests.machines.company import OURS

_ROWS = sql.SQL("SELECT ctid::text, {id} FROM projections.{table} WHERE tenant_id = %s ORDER BY 2")
_CHANGE = sql.SQL("UPDATE projections.{table} SET {column} = {other} WHERE ctid = %s::tid")
_DELETE = sql.SQL("DELETE FROM projections.{table} WHERE ctid = %s::tid")
_INSERT = sql.SQL("""
    INSERT INTO projections.{table} ({columns})
    SELECT {values} FROM projections.{table} WHERE ctid = %s::tid RETURNING {id}
""")
_KEEP = sql.SQL("CREATE TABLE edited.{table} AS TABLE projections.{table}")
_EMPTY = sql.SQL("TRUNCATE projections.{table}")
_FILL = sql.SQL("INSERT INTO projections.{table} ({columns}) SELECT {columns} FROM edited.{table}")


class Edit(NamedTuple):
    """A row of a table, whether it is shown afterwards, and whether the log leads to it."""

    table: str
    id: str
    is_shown: bool
    is_made: bool


@dataclass
class Editor:
    """A superuser with chance on their side; no row is edited twice before all is as it was."""

    lists: Shown
    chance: random.Random = field(default_factory=random.Random)
    edits: list[Edit] = field(default_factory=list)

    @classmethod
    def over(cls, lists: Shown) -> "Editor":
        """Who remembers how the lists were."""
        editor = cls(lists)
        lists.execute(sql.SQL("CREATE SCHEMA edited"))
        for table in tables(lists.play):
            lists.execute(_KEEP.format(table=sql.Identifier(table)))
        return editor

    def edit(self) -> Edit:
        """Change, delete or insert a row of any table that has some."""
        table, place, row = self._row()
        edits = (self._change, self._delete, self._insert)
        edit = self.chance.choice(edits)(table, place, row)
        self.edits.append(edit)
        return edit

    async def found(self) -> set[Edit]:
        """The rows that the product names."""
        checked = await self.lists.checked()
        assert not checked.not_taken
        return {Edit(row.table, row.id, row.is_shown, row.is_made) for row in checked.unlike}

    def restore(self) -> None:
        """Everything is as it was."""
        for table in {edit.table for edit in self.edits}:
            name, names = sql.Identifier(table), self._names(self.lists.columns(table))
            self.lists.execute(_EMPTY.format(table=name))
            self.lists.execute(_FILL.format(table=name, columns=names))
        self.edits.clear()

    def _row(self) -> tuple[str, str, str]:
        """A table, where a row is in it, and how it is named."""
        while True:
            table = self.chance.choice(tables(self.lists.play))
            asked = _ROWS.format(table=sql.Identifier(table), id=self._id(table))
            rows = self.lists.ask(asked, OURS)
            edited = {edit.id for edit in self.edits if edit.table == table}
            if left := [row for row in rows if row[1] not in edited]:
                return table, *self.chance.choice(left)

    def _change(self, table: str, place: str, row: str) -> Edit:
        column = self.chance.choice([one for one in self.lists.columns(table) if not one.of_key])
        name, said = sql.Identifier(table), sql.Identifier(column.name)
        change = _CHANGE.format(table=name, column=said, other=column.otherwise)
        assert self.lists.execute(change, place) == 1
        return Edit(table, row, is_shown=True, is_made=True)

    def _delete(self, table: str, place: str, row: str) -> Edit:
        assert self.lists.execute(_DELETE.format(table=sql.Identifier(table)), place) == 1
        return Edit(table, row, is_shown=False, is_made=True)

    def _insert(self, table: str, place: str, _: str) -> Edit:
        """The same under another name."""
        columns = self.lists.columns(table)
        named = next(one for one in columns if one.of_key and one.name != "tenant_id")
        values = [one.otherwise if one is named else sql.Identifier(one.name) for one in columns]
        insert = _INSERT.format(
            table=sql.Identifier(table),
            columns=self._names(columns),
            values=sql.SQL(", ").join(values),
            id=self._id(table),
        )
        ((inserted,),) = self.lists.ask(insert, place)
        return Edit(table, inserted, is_shown=True, is_made=False)

    def _id(self, table: str) -> sql.Composed:
        """How the product names a row of a table."""
        key = [one for one in self.lists.columns(table) if one.of_key]
        told = [one for one in key if one.name != "tenant_id"] or key
        return sql.SQL("concat_ws(' ', {})").format(self._names(told))

    def _names(self, columns: list[Column]) -> sql.Composed:
        return sql.SQL(", ").join(sql.Identifier(each.name) for each in columns)
