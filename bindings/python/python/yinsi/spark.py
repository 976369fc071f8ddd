"""PySpark: scan, redact and audit the columns of a DataFrame.

    import yinsi.spark

    clean = yinsi.spark.redact(people)                # all columns of text
    clean = yinsi.spark.redact(people, "note", redactor=yinsi.Redactor(default=yinsi.Mask(0, 4)))
    found = yinsi.spark.scan(people, "note")          # a new column: note_findings
    total = yinsi.spark.summarize(people)["note"]     # a yinsi.Summary
    report = yinsi.spark.audit(people, key=key)       # a yinsi.Report: units, people, lines of the law

Batches of Arrow go through the workers without a Python object for each row. yinsi must be
installed where the workers run. A column's name is the label of its cells unless `label` is given;
`label=""` says that it means nothing.
"""

import pickle
import secrets
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Any

from . import Counter, Error, Key, Redactor, Report, Scanner, Summary
from ._missing import needs

with needs("spark", "pyarrow"):
    import pyarrow as pa
with needs("spark", "pyspark"):
    from pyspark import TaskContext
    from pyspark.sql import DataFrame
    from pyspark.sql.types import (
        ArrayType,
        BinaryType,
        BooleanType,
        DataType,
        DoubleType,
        FloatType,
        LongType,
        MapType,
        NullType,
        StringType,
        StructField,
        StructType,
    )

__all__ = ["FINDINGS", "audit", "redact", "scan", "summarize"]

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
    """The frame with what was found in `columns` replaced: all columns of text unless named.

    Text within structs, arrays and maps is not looked at: select it into a column first.
    """
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
    # All partitions at once; an iterator over them would start one after the other.
    for part in frame.select(*names).mapInArrow(batches, parts).collect():
        totals[part["column"]] += pickle.loads(part["summary"])
    return totals


def audit(
    frame: DataFrame,
    *columns: str,
    key: Key | None = None,
    scanner: Scanner | None = None,
    name: str = "frame",
    numbered: bool = True,
    memory: int = 1 << 28,
    approximate: bool = False,
    sample: int = 0,
    seed: int = 0,
    exclude: Iterable[str] = (),
) -> Report:
    """How many units of how many people are in `columns`, and which line of the law they reach.

    Each partition is counted where it is, and only keyed hashes come back: partial reports, merged here. The report
    is that of one process over the same rows. Columns are all of text, numbers and dates unless named; numbers and
    dates count as Spark writes them. `name` is what the report calls the frame, `memory` is that of each worker; the
    other options are those of `yinsi.audit`. `key` is needed to merge the report with others; it is sent to the workers.

    Rows are numbered as `collect` returns them, for which the frame is computed twice: `cache` one that is dear, or
    say `numbered=False`, and the report names no rows. A sample is chosen by them.
    """
    names = tuple(columns) or tuple(
        field.name for field in frame.schema.fields if _has_values(field.dataType, of_choice=False)
    )
    fields = {field.name: field.dataType for field in frame.schema.fields}
    for column in names:
        if column not in fields:
            raise Error(f"there is no column `{column}`")
        if not _has_values(fields[column], of_choice=True):
            raise TypeError(f"a column must hold plain values: `{column}` is {fields[column].simpleString()}")
    if sample and not numbered:
        raise Error("a sample is chosen by the numbers of rows: numbered=True")
    whole = Report()
    if not names:
        return whole
    cast = [
        frame[_quoted(column)].alias(column)
        if isinstance(fields[column], BinaryType)
        else frame[_quoted(column)].cast("string").alias(column)
        for column in names
    ]
    text = frame.select(*cast)
    options: dict[str, Any] = {
        "key": key or Key.from_bytes(secrets.token_bytes(32)),
        "scanner": scanner,
        "memory": memory,
        "approximate": approximate,
        "sample": sample,
        "seed": seed,
        "exclude": list(exclude),
    }
    firsts = _first_rows(text) if numbered else {}

    def partials(given: Iterator[Any]) -> Iterator[Any]:
        counter = Counter(**options)
        row = firsts.get(_partition(), 1)
        for batch in given:
            cells = {column: batch.column(nth) for nth, column in enumerate(names)}
            counter.columns(name, cells, first=row if numbered else None)
            row += batch.num_rows
        yield pa.RecordBatch.from_pydict({"report": pa.array([counter.finish().to_bytes()], pa.binary())})

    parts = StructType([StructField("report", BinaryType())])
    for part in text.mapInArrow(partials, parts).collect():
        whole.merge(Report.from_bytes(bytes(part["report"])))
    return whole


def _first_rows(frame: DataFrame) -> dict[int, int]:
    """The number of each partition's first row, from 1."""

    def counts(given: Iterator[Any]) -> Iterator[Any]:
        rows = sum(batch.num_rows for batch in given)
        yield pa.RecordBatch.from_pydict({"partition": [_partition()], "rows": [rows]})

    parts = StructType([StructField("partition", LongType()), StructField("rows", LongType())])
    rows = {part["partition"]: part["rows"] for part in frame.mapInArrow(counts, parts).collect()}
    sizes = [rows[partition] for partition in sorted(rows)]
    return dict(zip(sorted(rows), accumulate(sizes, initial=1), strict=False))


def _partition() -> int:
    context = TaskContext.get()
    return 0 if context is None else context.partitionId()


def _quoted(column: str) -> str:
    return "`" + column.replace("`", "``") + "`"


def _has_values(kind: DataType, *, of_choice: bool) -> bool:
    """Whether values of a type may be somebody's; a fraction is only if it is asked for."""
    if isinstance(kind, DoubleType | FloatType | BooleanType | BinaryType):
        return of_choice
    return not isinstance(kind, ArrayType | MapType | StructType | NullType)


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
