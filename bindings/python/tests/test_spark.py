"""PySpark with real worker processes."""

import csv
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import yinsi
from conftest import PLENTY, ROOT
from test_arrow import as_rows

pytest.importorskip("pyspark")
ys = pytest.importorskip("yinsi.spark")

pytestmark = pytest.mark.spark

TEXTS = [*PLENTY.splitlines(), None, ""]


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]").appName("yinsi")
    for option, value in {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "50",
    }.items():
        builder = builder.config(option, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


@pytest.fixture(scope="module")
def frame(spark: Any) -> Any:
    rows = [(number, text, text) for number, text in enumerate(TEXTS)]
    return spark.createDataFrame(rows, "n int, note string, `手机号` string").repartition(3)


def column(frame: Any, name: str) -> list[Any]:
    return [row[name] for row in sorted(frame.collect(), key=lambda row: row["n"])]


def test_scan_equals_the_lists(frame: Any) -> None:
    found = ys.scan(frame, "note")
    assert found.columns == ["n", "note", "手机号", "note_findings"]
    assert found.schema["note_findings"].dataType == ys.FINDINGS
    rows = [None if row is None else [span.asDict() for span in row] for row in column(found, "note_findings")]
    assert rows == as_rows(yinsi.scan_many(TEXTS, label="note"))


def test_redact_equals_the_lists(frame: Any) -> None:
    clean = ys.redact(frame)
    assert clean.schema == frame.schema
    assert column(clean, "note") == yinsi.redact_many(TEXTS, label="note")
    assert column(clean, "手机号") == yinsi.redact_many(TEXTS, label="手机号")
    assert column(clean, "n") == list(range(len(TEXTS)))


def test_what_is_handed_to_the_workers(frame: Any) -> None:
    scanner = yinsi.Scanner(entities=["EMAIL_ADDRESS"], deny=["nothing"])
    redactor = yinsi.Redactor(default=lambda finding, value: f"[{len(value)}]")
    clean = ys.redact(frame, "note", scanner=scanner, redactor=redactor, label="")
    assert column(clean, "note") == redactor.redact_many(TEXTS, scanner=scanner)
    assert column(clean, "手机号") == TEXTS


def test_summaries_of_all_partitions(frame: Any) -> None:
    summaries = ys.summarize(frame)
    assert summaries == {name: yinsi.summarize(TEXTS, label=name) for name in ("note", "手机号")}


def test_parquet_goes_through(spark: Any, frame: Any, tmp_path: Path) -> None:
    ys.redact(frame, "note").write.parquet(str(tmp_path / "clean"))
    assert column(spark.read.parquet(str(tmp_path / "clean")), "note") == yinsi.redact_many(TEXTS, label="note")


@pytest.fixture(scope="module")
def people(spark: Any) -> Any:
    """The customers in three partitions, their telephone numbers as numbers."""
    with (ROOT / "examples/data/customers.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["手机号"] = int(row["手机号"]) if row["手机号"].isdigit() else None
    fields = [f"`{name}` {'long' if name == '手机号' else 'string'}" for name in rows[0]]
    tuples = [tuple(row.values()) for row in rows]
    return spark.createDataFrame(spark.sparkContext.parallelize(tuples, 3), ", ".join(fields))


def of_one_process(people: Any, name: str, numbered: bool, **options: Any) -> yinsi.Report:
    counter = yinsi.Counter(**options)
    counter.rows(name, [row.asDict() for row in people.collect()], first=1 if numbered else None)
    return counter.finish()


@pytest.mark.parametrize("numbered", [True, False])
def test_audits_equal_that_of_one_process(people: Any, numbered: bool) -> None:
    key = yinsi.Key.from_bytes(b"an example, not a secret: 32 byte")
    report = ys.audit(people, key=key, name="people", numbered=numbered)
    expected = of_one_process(people, "people", numbered, key=key)
    assert report.to_json() == expected.to_json()
    assert report.summary()["totals"]["people"] > 100
    more = yinsi.Counter(key=key)
    more.rows("more", [{"姓名": "张三", "手机号": "13812345678"}])
    part = more.finish()
    assert (report + part).to_json() == (part + expected).to_json()


def test_options_of_audits(people: Any) -> None:
    options: dict[str, Any] = {
        "scanner": yinsi.Scanner(min_confidence=0.6),
        "sample": 7,
        "seed": 3,
        "exclude": ["13812345678"],
    }
    report = ys.audit(people, **options)
    assert report.to_json() == of_one_process(people, "frame", True, **options).to_json()
    assert report.review_sheet() == of_one_process(people, "frame", True, **options).review_sheet()
    assert ys.audit(people, "手机号").summary()["entities"][0]["entity"] == "CN_MOBILE_NUMBER"
    with pytest.raises(yinsi.Error, match="no column `phone`"):
        ys.audit(people, "phone")
    with pytest.raises(yinsi.Error, match="chosen by the numbers"):
        ys.audit(people, sample=5, numbered=False)


def test_keyed_operators_go_to_the_workers(frame: Any) -> None:
    redactor = yinsi.Redactor(default=yinsi.Token(yinsi.Key.from_bytes(b"an example, not a secret: 32 byte")))
    assert column(ys.redact(frame, "note", redactor=redactor, label=""), "note") == redactor.redact_many(TEXTS)


def test_columns_that_cannot_be(frame: Any) -> None:
    with pytest.raises(TypeError, match="`n` is int"):
        ys.redact(frame, "n")
    with pytest.raises(yinsi.Error, match="no column `notes`"):
        ys.scan(frame, "notes")
