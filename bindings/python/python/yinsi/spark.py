"""PySpark: scan and redact the columns of a DataFrame.

    import yinsi.spark

    clean = yinsi.spark.redact(people)                # all columns of text
    clean = yinsi.spark.redact(people, "note", redactor=yinsi.Redactor(default=yinsi.Mask(0, 4)))
    found = yinsi.spark.scan(people, "note")          # a new column: note_findings
    total = yinsi.spark.summarize(people)["note"]     # a yinsi.Summary

Batches of Arrow go through the workers without a Python object for each row. yinsi must be
installed where the workers run. A column's name is the label of its cells unless `label` is given;
`label=""` says that it means nothing.
"""

import pickle
from collections.abc import Callable, Iterator
from typing import Any

from . import Error, Redactor, Scanner, Summary
from ._missing import needs

with needs("spark", "pyarrow"):
    import pyarrow as pa
with needs("spark", "pyspark"):
    from pyspark.sql import DataFrame
    from pyspark.sql.types import (
        ArrayType,
        BinaryType,
        DoubleType,
        LongType,
        StringType,
        StructField,
        StructType,
    )

__all__ = ["FINDINGS", "redact", "scan", "summarize"]

#: What `scan` gives for a row.
FINDINGS = ArrayType(
    StructType(
        [
            StructField("start", LongType()),
            StructField("end", LongType()),
            StructField("entity", StringType()),
            StructField("rule", StringType()),
            StructField("confidence", DoubleType()),
        ]
    )
)


def redact(
    frame: DataFrame,
    *columns: str,
    scanner: Scanner | None = None,
    redactor: Redactor | None = None,
    label: str | None = None,
) -> DataFrame:
    """The frame with what was found in `columns` replaced: all columns of text unless named."""
    names = _text_columns(frame, columns)
    replace = redactor or Redactor()

    def batches(given: Iterator[Any]) -> Iterator[Any]:
        for batch in given:
            for name in names:
                at = batch.schema.get_field_index(name)
                column = replace.redact_many(batch.column(at), scanner=scanner, label=_label(label, name))
                batch = batch.set_column(at, batch.schema.field(at), pa.array(column))
            yield batch

    return frame.mapInArrow(batches, frame.schema)


def scan(
    frame: DataFrame,
    column: str,
    *,
    scanner: Scanner | None = None,
    label: str | None = None,
    output: str | None = None,
) -> DataFrame:
    """The frame with a column of the findings of `column`, of type `FINDINGS`.

    `output` names it, `<column>_findings` unless said. Offsets count characters (code points), from 0;
    Spark's `substring` counts from 1.
    """
    [column] = _text_columns(frame, (column,))
    output = output or f"{column}_findings"
    search = scanner or Scanner()

    def batches(given: Iterator[Any]) -> Iterator[Any]:
        for batch in given:
            found = search.scan_many(batch.column(column), label=_label(label, column))
            yield batch.append_column(output, pa.array(found))

    return frame.mapInArrow(batches, StructType([*frame.schema.fields, StructField(output, FINDINGS)]))


def summarize(
    frame: DataFrame, *columns: str, scanner: Scanner | None = None, label: str | None = None
) -> dict[str, Summary]:
    """How much of what is in `columns`: all columns of text unless named."""
    names = _text_columns(frame, columns)
    search = scanner or Scanner()

    def batches(given: Iterator[Any]) -> Iterator[Any]:
        totals = dict.fromkeys(names, Summary())
        for batch in given:
            for name in names:
                totals[name] += search.summarize(batch.column(name), label=_label(label, name))
        yield pa.RecordBatch.from_pydict(
            {"column": list(totals), "summary": [pickle.dumps(total) for total in totals.values()]}
        )

    parts = StructType([StructField("column", StringType()), StructField("summary", BinaryType())])
    totals = dict.fromkeys(names, Summary())
    for part in frame.select(*names).mapInArrow(batches, parts).toLocalIterator():
        totals[part["column"]] += pickle.loads(part["summary"])
    return totals


def _text_columns(frame: DataFrame, named: tuple[str, ...]) -> tuple[str, ...]:
    """The columns that were named, or all of text. Said here, an error names no row."""
    types = {field.name: field.dataType for field in frame.schema.fields}
    for name in named:
        if name not in types:
            raise Error(f"there is no column `{name}`")
        if not isinstance(types[name], StringType | BinaryType):
            raise TypeError(f"a column must hold text or bytes: `{name}` is {types[name].simpleString()}")
    return named or tuple(name for name, kind in types.items() if isinstance(kind, StringType))


def _label(label: str | None, column: str) -> str:
    return column if label is None else label
