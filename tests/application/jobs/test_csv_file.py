"""CSV files come in pieces, in every spelling and with every malice."""

import codecs
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.jobs.csv_file import LONGEST_RECORD, CsvFile, FileNotReadable, Record


def read(content: bytes, size: int = 7) -> list[Record]:
    """The records of a file that comes in pieces of some bytes."""
    file = CsvFile()
    pieces = [content[at : at + size] for at in range(0, len(content), size)]
    return [record for piece in pieces for record in file.feed(piece)] + list(file.finish())


def cells(content: bytes, size: int = 7) -> list[tuple[str, ...]]:
    return [record.cells for record in read(content, size)]


HOSTILE = {
    "utf-16": ("a,b\nc,d\n".encode("utf-16"), 1),
    "utf-16 without a mark": ("a,b\nc,d\n".encode("utf-16-le"), 1),
    "latin-1": ("a,b\nJürgen,d\n".encode("latin-1"), 2),
    "latin-1 at the end": ("a,b\nc,Jü".encode("latin-1"), 2),
    "overlong": (b"a,b\n\xc0\xaf,d\n", 2),
    "surrogate": (b"a,b\n\xed\xa0\x80,d\n", 2),
    "nul": (b"a,b\nc\0,d\n", 2),
    "nul at the end": (b"a,b\nc,d\ne,\0", 3),
    "returns for lines": (b"a,b\rc,d\re,f\r", 1),
    "a return in a cell": (b"a,b\nc\rc,d\n", 2),
    "a quote without end": (b'a,b\nc,"d\ne,f\n', 2),
    "a quote without end, and much behind it": (b'a,b\nc,"d\n' + b"e,f\n" * 9000, 2),
    "a quote out of place": (b'a,b\n"c"x,d\n', 2),
    "a quote within": (b'a,b\nc"c,d"\n', None),
    "a huge cell": (b"a,b\nc," + b"x" * 10_000_000 + b"\n", 2),
    "a huge quoted cell": (b'a,b\nc,"' + b"x" * 10_000_000 + b'"\n', 2),
    "a huge file without a line": (b"x" * 10_000_000, 1),
}


@pytest.mark.parametrize(("content", "line"), HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_csv_in_utf_8_is_refused_with_its_line(content, line):
    size = 65536 if len(content) > 100_000 else 7
    if line is None:
        assert cells(content) == [("a", "b"), ('c"c', 'd"')]
        return
    with pytest.raises(FileNotReadable) as refused:
        read(content, size)
    assert refused.value.facts["line"] == line
    assert len(refused.value.detail) < 100


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("last", [True, False])
@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
def test_lines_end_as_every_system_ends_them(end, last, mark):
    content = mark + b"a,b" + end + "J\u00fcrgen,\U0001f600".encode() + (end if last else b"")
    for size in (1, 2, 3, 100):
        assert cells(content, size) == [("a", "b"), ("J\u00fcrgen", "\U0001f600")]


def test_a_semicolon_separates_where_the_header_has_one():
    assert cells(b'a;b\n"c;c";d,d\n') == [("a", "b"), ("c;c", "d,d")]
    assert cells(b"a,b;c\nd,e;f\n") == [("a", "b;c"), ("d", "e;f")]


def test_quoted_cells_may_hold_lines_quotes_and_separators():
    assert read(b'a,b\n\n"c\n""c""",","\nd,e\n') == [
        Record(1, ("a", "b")),
        Record(3, ('c\n"c"', ",")),
        Record(5, ("d", "e")),
    ]


def test_a_record_may_have_as_many_characters_as_it_may():
    content = b"a,b\n" + b"x" * (LONGEST_RECORD - 1) + b",\n"
    assert len(cells(content, 1000)[1][0]) == LONGEST_RECORD - 1


def test_a_cell_of_line_ends_alone_does_not_go_on_for_ever():
    """Each line of it would be looked at again with every further one, by a process that serves others."""
    with pytest.raises(FileNotReadable, match="line 2 does not end"):
        list(CsvFile().feed(b'a,b\n"' + b"\n" * (LONGEST_RECORD + 1)))


@given(content=st.binary(max_size=200), size=st.integers(1, 50))
def test_any_bytes_are_read_or_refused(content, size):
    with suppress(FileNotReadable):
        read(content, size)


_CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)


@given(st.lists(st.lists(_CELL, min_size=2, max_size=4), min_size=1, max_size=5), st.integers(1, 9))
def test_whatever_is_written_by_the_rules_is_read_as_it_was_meant(rows, size):
    quoted = [",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in rows]
    content = "\r\n".join(quoted).encode()
    assert cells(content, size) == [tuple(row) for row in rows]
