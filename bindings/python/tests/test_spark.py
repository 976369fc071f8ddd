"""PySpark with real worker processes."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import yinsi
from conftest import PLENTY
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


def test_columns_that_cannot_be(frame: Any) -> None:
    with pytest.raises(TypeError, match="`n` is int"):
        ys.redact(frame, "n")
    with pytest.raises(yinsi.Error, match="no column `notes`"):
        ys.scan(frame, "notes")
