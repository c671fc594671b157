"""The answers of the page of ten questions, as they stand on it, and the same counted from events alone."""

import ast
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import polars as pl
import psycopg
import pyarrow.parquet as parquet

from tests.docs.walkthrough import ROOT
from tests.projections.reporting.books import Books
from tests.projections.reporting.recount import RECOUNTS

PAGE = ROOT / "docs/how-to/answer-ten-questions.md"

_QUESTION = re.compile(r"^## (\d+)\. (.+?)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_FENCE = re.compile(r"^```(sql duckdb|sql|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LONG_AGO = date(1970, 1, 1)

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Question:
    """A question with its answers, by the language of the fence."""

    number: int
    said: str
    answers: Mapping[str, str]


def questions() -> list[Question]:
    """Those of the page."""
    return [
        Question(int(number), said, dict(_FENCE.findall(body)))
        for number, said, body in _QUESTION.findall(PAGE.read_text())
    ]


def in_sql(question: Question, url: str) -> Rows:
    """What the database answers an analyst."""
    with psycopg.connect(url) as connection:
        return plain(connection.execute(question.answers["sql"].encode()).fetchall())


def in_duckdb(question: Question) -> Rows:
    """What DuckDB answers where the folder of the export is."""
    with duckdb.connect() as connection:
        return plain(connection.execute(question.answers["sql duckdb"]).fetchall())


def in_polars(question: Question) -> Rows:
    """What Polars answers: the value of the last expression."""
    *steps, last = ast.parse(question.answers["python"]).body
    assert isinstance(last, ast.Expr)
    names: dict[str, Any] = {"pl": pl}
    exec(compile(ast.Module(steps, []), PAGE.name, "exec"), names)
    return plain(eval(compile(ast.Expression(last.value), PAGE.name, "eval"), names).rows())


def plain(rows: Iterable[Sequence[Any]]) -> Rows:
    """Numbers by their value, however many decimals they are told with."""
    return [tuple(_number(cell) for cell in row) for row in rows]


def _number(cell: Any) -> Any:
    return Decimal(cell).normalize() if isinstance(cell, int | Decimal) else cell


class Recount:
    """The answers out of the exported events, with nothing but Python."""

    def __init__(self, folder: Path) -> None:
        self.events = [
            SimpleNamespace(
                position=row["position"],
                event_type=row["event_type"],
                stream_id=row["stream_id"],
                occurred_at=row["occurred_at"],
                event=_Said(row["payload"]),
            )
            for row in parquet.read_table(folder / "events.parquet").to_pylist()
        ]
        facts = parquet.read_table(folder / "invoice_facts.parquet")
        then = max(facts["valid_from_at"].to_pylist()) - timedelta(days=14)
        self.then = max(each.position for each in self.events if each.occurred_at <= then)
        named = parquet.read_table(folder / "suppliers.parquet").to_pylist()
        self.names = {row["id"]: row["name"] for row in named}

    def answer(self, number: int) -> Rows:
        """What question `number` is answered."""
        answers: Sequence[Callable[[], Iterable[Sequence[Any]]]] = (
            lambda: self._owed(self.events[-1].position),
            lambda: self._owed(self.then),
            self._spend,
            self._not_invoiced,
            self._leaving,
            self._discounts,
            self._causes,
            self._approvals,
            self._requisitions,
            self._busiest,
        )
        return plain(answers[number - 1]())

    def _report(self, name: str, day: date = _LONG_AGO, position: int | None = None) -> Any:
        """Rows of a report as the books tell them; no day has come yet unless one is named."""
        return RECOUNTS[name](Books(self.events, position or self.events[-1].position), day)  # type: ignore[arg-type]

    def _owed(self, position: int) -> Rows:
        rows = self._report("ap-ageing", position=position)
        return _summed((row[1], row[2], row[-1]) for row in rows)

    def _spend(self) -> Rows:
        return _summed(((row[1], row[4]), row[-1]) for row in self._report("spend-cube"))

    def _not_invoiced(self) -> Rows:
        rows = self._report("gr-ir-balance")
        return _summed(((self.names[row[0]], row[2]), row[3]) for row in rows if row[3])

    def _leaving(self) -> Rows:
        return _summed(((row[0], row[1]), row[5]) for row in self._report("cash-requirement"))

    def _discounts(self) -> Rows:
        return _summed((row[1], row[3], row[4]) for row in self._report("discounts"))

    def _causes(self) -> Rows:
        causes: Counter[str] = Counter()
        for _, cause, _, times, _ in self._report("match-exception-rate"):
            causes[cause] += times
        del causes["any"]
        return _most(causes)

    def _approvals(self) -> Rows:
        took: dict[str, list[float]] = defaultdict(list)
        for document, stream_type in (("order", "purchase-order"), ("requisition", "requisition")):
            submitted = self._firsts(f"purchasing.{stream_type}.submitted")
            approved = self._firsts(f"purchasing.{stream_type}.approved")
            for name in submitted.keys() & approved.keys():
                took[document].append((approved[name] - submitted[name]).total_seconds())
        return [(name, len(each), int(max(each))) for name, each in sorted(took.items())]

    def _requisitions(self) -> Rows:
        milestones = ("submitted", "approved", "rejected", "converted")
        found = {each: len(self._firsts(f"purchasing.requisition.{each}")) for each in milestones}
        return _most(Counter({each: times for each, times in found.items() if times}))

    def _busiest(self) -> Rows:
        kinds = Counter(each.event_type for each in self.events)
        return _most(Counter({k: n for k, n in kinds.items() if k.startswith("purchasing.")}))[:5]

    def _firsts(self, event_type: str) -> dict[str, datetime]:
        found: dict[str, datetime] = {}
        for each in self.events:
            if each.event_type == event_type:
                found.setdefault(each.stream_id, each.occurred_at)
        return found


class _Said:
    """A payload, where the books ask for one."""

    def __init__(self, payload: str) -> None:
        self._payload = json.dumps(json.loads(payload))

    def model_dump_json(self, *, by_alias: bool) -> str:
        """As it is in the log."""
        assert by_alias
        return self._payload


def _summed(rows: Iterable[Sequence[Any]]) -> Rows:
    """Figures by their first cell, in its order; nothing comes last."""
    found: dict[Any, list[Any]] = {}
    for key, *figures in rows:
        sums = found.setdefault(key if isinstance(key, tuple) else (key,), [0] * len(figures))
        for place, figure in enumerate(figures):
            sums[place] += figure
    order = sorted(found, key=lambda key: [(cell is None, cell or "") for cell in key])
    return [(*key, *found[key]) for key in order]


def _most(counted: Counter[str]) -> Rows:
    return sorted(counted.items(), key=lambda each: (-each[1], each[0]))
