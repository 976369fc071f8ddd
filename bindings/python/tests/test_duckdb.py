"""DuckDB: functions in SQL, and relations as columns."""

from typing import Any

import pytest

import yinsi
from conftest import PLENTY
from test_arrow import as_rows

duckdb = pytest.importorskip("duckdb")
pa = pytest.importorskip("pyarrow")
yd = pytest.importorskip("yinsi.duckdb")

TEXTS = [*PLENTY.splitlines(), None]


@pytest.fixture
def connection() -> Any:
    with duckdb.connect() as connection:
        table = pa.table({"n": range(len(TEXTS)), "note": TEXTS})
        connection.register("given", table)
        connection.execute("CREATE TABLE notes AS SELECT * FROM given")
        yield connection


def column(connection: Any, query: str) -> list[Any]:
    return [row[0] for row in connection.execute(query).fetchall()]


def test_functions(connection: Any) -> None:
    yd.register(connection)
    assert column(connection, "SELECT yinsi_redact(note) FROM notes ORDER BY n") == yinsi.redact_many(TEXTS)
    assert column(connection, "SELECT yinsi_scan(note) FROM notes ORDER BY n") == as_rows(yinsi.scan_many(TEXTS))
    counts = [None if row is None else len(row) for row in yinsi.scan_many(TEXTS)]
    assert column(connection, "SELECT yinsi_count(note) FROM notes ORDER BY n") == counts
    values = column(
        connection,
        """SELECT substring(note, f.start + 1, f."end" - f.start)
           FROM (SELECT n, note, unnest(yinsi_scan(note)) AS f FROM notes) ORDER BY n, f.start, f."end" DESC""",
    )
    assert values == [text[f.slice] for text in TEXTS if text for f in yinsi.scan(text)]


def test_many_rows(connection: Any) -> None:
    yd.register(connection)
    query = "SELECT count(*) FROM notes, range(100) WHERE yinsi_redact(note) <> note"
    changed = sum(text is not None and yinsi.redact(text) != text for text in TEXTS)
    assert column(connection, query) == [100 * changed]


def test_options(connection: Any) -> None:
    yd.register(connection, label="姓名", prefix="name_", redactor=yinsi.Redactor(default=yinsi.Mask(1, 0)))
    yd.register(connection, scanner=yinsi.Scanner(entities=["EMAIL_ADDRESS"]))
    assert column(connection, "SELECT name_redact('张三')") == ["张*"]
    assert column(connection, "SELECT yinsi_redact('13812345678 a@example.com')") == ["13812345678 <EMAIL_ADDRESS>"]


def test_relations_are_columns(connection: Any) -> None:
    relation = connection.sql("SELECT note FROM notes ORDER BY n")
    assert pa.chunked_array(yinsi.redact_many(relation)).to_pylist() == yinsi.redact_many(TEXTS, label="note")
    assert yinsi.summarize(relation) == yinsi.summarize(TEXTS, label="note")
    names = connection.sql("SELECT '张三' AS 姓名 FROM range(3)")
    assert yinsi.summarize(names).findings == {"CN_PERSON_NAME": 3}
