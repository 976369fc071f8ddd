"""What a type checker makes of the package; the suite runs mypy over it, nobody runs it."""

from typing import assert_type

import polars as pl

import yinsi
from yinsi.polars import ExprNamespace

texts: list[str] = []
some: list[str | None] = []

assert_type(yinsi.scan("text"), list[yinsi.Finding])
assert_type(yinsi.scan(b"text", offsets="chars")[0].evidence.label, str | None)
assert_type(yinsi.redact("text"), str)
assert_type(yinsi.redact(bytearray(b"text")), bytes)
assert_type(yinsi.scan_many(texts), list[list[yinsi.Finding]])
assert_type(yinsi.scan_many(some), list[list[yinsi.Finding] | None])
assert_type(yinsi.redact_many(texts), list[str])
assert_type(yinsi.redact_many(some), list[str | None])
assert_type(yinsi.redact_many([b"text"]), list[bytes])
assert_type(yinsi.scan_many(pl.Series(texts)), yinsi.ArrowChunkedArray)
assert_type(ExprNamespace(pl.col("note")).redact(), pl.Expr)
assert_type(yinsi.Summary() + yinsi.Summary(), yinsi.Summary)
assert_type(yinsi.Redactor(default=lambda finding, value: value).redact("text"), str)
assert_type("text"[yinsi.scan("text")[0].slice], str)

yinsi.scan("text", offsets="words")  # type: ignore[arg-type]
yinsi.Scanner(["CN"])  # type: ignore[call-arg]
yinsi.redact(5)  # type: ignore[call-overload]
