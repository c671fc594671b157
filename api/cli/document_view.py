"""A document for people: its facts as a list, and each of its tables as a table."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.text import Text

from api.cli.output import Format, Row, console, print_facts, print_table, table_of, write_record


def write_document(document: Row, output: Format) -> None:
    """Print a document; as a table its nested parts follow below what is on the document itself."""
    if output is not Format.TABLE:
        write_record(document, output)
        return
    plain = {name: value for name, value in document.items() if not _is_part(value)}
    write_record(plain, output)
    for name, value in document.items():
        if _is_part(value):
            _write_part(name, value)


def _write_part(name: str, value: Any) -> None:
    console().print()
    console().print(Text(name, style="bold"))
    if isinstance(value, Mapping):
        leaves = dict(_leaves("", value))
        facts = {path: leaf for path, leaf in leaves.items() if not _is_part(leaf)}
        if facts:
            print_facts(facts)
        for path, leaf in leaves.items():
            if _is_part(leaf):
                _write_part(f"{name}.{path}", leaf)
        return
    rows = [dict(_leaves("", row)) for row in value]
    columns = list(
        dict.fromkeys(column for row in rows for column in row if row[column] is not None)
    )
    print_table(table_of(rows, columns))


def _is_part(value: Any) -> bool:
    if isinstance(value, Mapping):
        return not _is_money(value)
    return isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)


def _is_money(value: Mapping[str, Any]) -> bool:
    return set(value) == {"amount", "currency"}


def _leaves(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping) and not _is_money(value):
        for key, member in value.items():
            yield from _leaves(f"{name}.{key}" if name else key, member)
    else:
        yield name, value
