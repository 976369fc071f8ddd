"""What a type checker makes of the package; the suite runs mypy over it, nobody runs it."""

from typing import Any, assert_type

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

key = yinsi.Key.from_bytes(b"0123456789abcdef")
vault = yinsi.Vault.keyed(key)
redactor = yinsi.Redactor(
    {"A": yinsi.Token(key), "B": "mask:3,4", "C": vault}, paths={"/id": yinsi.Keep()}, policy="llm"
)
assert_type(redactor.redact("{}", format="json", document=yinsi.Document()), str)
assert_type(yinsi.redact(b"{}", policy=yinsi.Policy.preset("pci"), format="auto"), bytes)
assert_type(yinsi.redact_many(texts, policy="pci"), list[str])
assert_type(vault.restore("text"), str)
assert_type(vault.restore(b"text", format="json"), bytes)
assert_type(yinsi.RestoreStream(vault).push("text"), str)
assert_type(yinsi.Scanner().scan_document("{}")[0].finding, yinsi.Finding)
assert_type(yinsi.Report() + yinsi.audit("folder", key=key), yinsi.Report)
assert_type(yinsi.Report().summary(), dict[str, Any])

yinsi.redact("{}", format="yaml")  # type: ignore[call-overload]
yinsi.Token(b"0123456789abcdef")  # type: ignore[arg-type]
yinsi.scan("text", offsets="words")  # type: ignore[arg-type]
yinsi.Scanner(["CN"])  # type: ignore[call-arg]
yinsi.redact(5)  # type: ignore[call-overload]
