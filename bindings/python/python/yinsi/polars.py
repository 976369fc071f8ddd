"""Polars: expressions and series with a namespace `yinsi`.

>>> import polars as pl
>>> import yinsi.polars
>>> frame = pl.DataFrame({"note": ["手机13812345678", None, "nothing"]})
>>> frame.select(pl.col("note").yinsi.redact()).to_series().to_list()
['手机<CN_MOBILE_NUMBER>', None, 'nothing']
>>> frame.lazy().filter(pl.col("note").yinsi.count() > 0).collect().height
1

Works in lazy queries and in the streaming engine: rows are looked at one by one, and what an
expression gives is known beforehand. The column's name is the label of its cells unless `label`
is given; `label=""` says that it means nothing.
"""

from collections.abc import Callable

from . import ArrowArray, ArrowChunkedArray, Redactor, Scanner, Summary
from ._missing import needs

with needs("polars", "polars"):
    import polars as pl

__all__ = ["FINDINGS", "ExprNamespace", "SeriesNamespace"]

#: What `scan` gives for a row.
FINDINGS = pl.List(
    pl.Struct(
        {
            "start": pl.Int64,
            "end": pl.Int64,
            "entity": pl.String,
            "rule": pl.String,
            "confidence": pl.Float64,
        }
    )
)


@pl.api.register_series_namespace("yinsi")
class SeriesNamespace:
    """`series.yinsi`: what is in a series of text."""

    def __init__(self, series: pl.Series) -> None:
        self._series = series

    def scan(self, *, scanner: Scanner | None = None, label: str | None = None) -> pl.Series:
        """The findings of each row, of type `FINDINGS`; offsets count characters."""
        return self._series_of((scanner or Scanner()).scan_many(self._series, label=label))

    def redact(
        self,
        *,
        scanner: Scanner | None = None,
        redactor: Redactor | None = None,
        label: str | None = None,
    ) -> pl.Series:
        """Each row with what was found in it replaced."""
        redactor = redactor or Redactor()
        return self._series_of(redactor.redact_many(self._series, scanner=scanner, label=label))

    def count(self, *, scanner: Scanner | None = None, label: str | None = None) -> pl.Series:
        """How many findings each row has."""
        return self.scan(scanner=scanner, label=label).list.len()

    def summarize(self, *, scanner: Scanner | None = None, label: str | None = None) -> Summary:
        """How much of what is in the series."""
        return (scanner or Scanner()).summarize(self._series, label=label)

    def _series_of(self, column: ArrowArray | ArrowChunkedArray) -> pl.Series:
        return pl.Series(self._series.name, column)


@pl.api.register_expr_namespace("yinsi")
class ExprNamespace:
    """`expression.yinsi`: the same for a column of a query."""

    def __init__(self, expression: pl.Expr) -> None:
        self._expression = expression

    def scan(self, *, scanner: Scanner | None = None, label: str | None = None) -> pl.Expr:
        """The findings of each row, of type `FINDINGS`; offsets count characters."""
        return self._map(lambda rows: SeriesNamespace(rows).scan(scanner=scanner, label=label), FINDINGS)

    def redact(
        self,
        *,
        scanner: Scanner | None = None,
        redactor: Redactor | None = None,
        label: str | None = None,
    ) -> pl.Expr:
        """Each row as text, with what was found in it replaced."""

        def redact(rows: pl.Series) -> pl.Series:
            redacted = SeriesNamespace(rows).redact(scanner=scanner, redactor=redactor, label=label)
            return redacted.cast(pl.String)

        return self._map(redact, pl.String())

    def count(self, *, scanner: Scanner | None = None, label: str | None = None) -> pl.Expr:
        """How many findings each row has."""
        return self.scan(scanner=scanner, label=label).list.len()

    def _map(self, rows: Callable[[pl.Series], pl.Series], dtype: pl.DataType) -> pl.Expr:
        return self._expression.map_batches(rows, return_dtype=dtype, is_elementwise=True)
