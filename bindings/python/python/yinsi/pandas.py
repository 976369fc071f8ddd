"""pandas: series and frames with an accessor `yinsi`.

>>> import pandas as pd
>>> import yinsi.pandas
>>> frame = pd.DataFrame({"note": ["手机13812345678", None, "nothing"], "n": [1, 2, 3]})
>>> frame["note"].yinsi.redact().tolist()[0]
'手机<CN_MOBILE_NUMBER>'
>>> frame.yinsi.summarize()["note"].matched
1

A column's name is the label of its cells unless `label` is given; `label=""` says that it means
nothing.
"""

from collections.abc import Iterable
from typing import Any

from . import Redactor, Scanner, Summary
from ._missing import needs

with needs("pandas", "pandas"):
    import pandas as pd
with needs("pandas", "pyarrow"):
    import pyarrow as pa

__all__ = ["DataFrameAccessor", "SeriesAccessor"]


@pd.api.extensions.register_series_accessor("yinsi")
class SeriesAccessor:
    """`series.yinsi`: what is in a series of text."""

    def __init__(self, series: "pd.Series[Any]") -> None:
        self._series = series

    def scan(self, *, scanner: Scanner | None = None, label: str | None = None) -> "pd.Series[Any]":
        """The findings of each row, a list of structs; offsets count characters."""
        found = pa.array((scanner or Scanner()).scan_many(self._arrow(), label=self._label(label)))
        return self._like(found, pd.ArrowDtype(found.type))

    def redact(
        self,
        *,
        scanner: Scanner | None = None,
        redactor: Redactor | None = None,
        label: str | None = None,
    ) -> "pd.Series[Any]":
        """Each row with what was found in it replaced; of the same dtype, a categorical of its values'."""
        column = (redactor or Redactor()).redact_many(self._arrow(), scanner=scanner, label=self._label(label))
        dtype: Any = self._series.dtype
        if isinstance(dtype, pd.CategoricalDtype):
            dtype = dtype.categories.dtype
        return self._like(pa.array(column).to_pylist(), dtype)

    def count(self, *, scanner: Scanner | None = None, label: str | None = None) -> "pd.Series[Any]":
        """How many findings each row has."""
        found = pa.array((scanner or Scanner()).scan_many(self._arrow(), label=self._label(label)))
        counts = pa.compute.list_value_length(found)
        return self._like(counts, pd.ArrowDtype(counts.type))

    def summarize(self, *, scanner: Scanner | None = None, label: str | None = None) -> Summary:
        """How much of what is in the series."""
        return (scanner or Scanner()).summarize(self._arrow(), label=self._label(label))

    def _label(self, label: str | None) -> str | None:
        name = self._series.name
        return label if label is not None or not isinstance(name, str) else name

    def _arrow(self) -> Any:
        """The series as an Arrow array, shared where it is one already."""
        if self._series.dtype != object:
            return pa.array(self._series, from_pandas=True)
        missing_values = self._series.isna()
        texts = [None if gone else text for text, gone in zip(self._series, missing_values, strict=True)]
        for text in texts:
            if not isinstance(text, str | None):
                raise TypeError(f"a column must hold text, not {type(text).__name__}")
        return pa.array(texts, pa.string())

    def _like(self, values: Any, dtype: Any) -> "pd.Series[Any]":
        return pd.Series(values, index=self._series.index, name=self._series.name, dtype=dtype)


@pd.api.extensions.register_dataframe_accessor("yinsi")
class DataFrameAccessor:
    """`frame.yinsi`: the same for the columns of text of a frame."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame

    def redact(
        self,
        columns: Iterable[str] | None = None,
        *,
        scanner: Scanner | None = None,
        redactor: Redactor | None = None,
    ) -> pd.DataFrame:
        """The frame with what was found in `columns` replaced: all columns of text unless named."""
        redacted = {
            name: self._frame[name].yinsi.redact(scanner=scanner, redactor=redactor)
            for name in self._columns(columns)
        }
        return self._frame.assign(**redacted)

    def summarize(
        self, columns: Iterable[str] | None = None, *, scanner: Scanner | None = None
    ) -> dict[str, Summary]:
        """How much of what is in `columns`: all columns of text unless named."""
        return {name: self._frame[name].yinsi.summarize(scanner=scanner) for name in self._columns(columns)}

    def _columns(self, columns: Iterable[str] | None) -> list[str]:
        if columns is not None:
            return list(columns)
        is_text = pd.api.types.is_string_dtype
        return [name for name in self._frame.columns if is_text(self._frame[name])]
