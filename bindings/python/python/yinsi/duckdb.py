"""DuckDB: functions for SQL.

>>> import duckdb
>>> import yinsi.duckdb
>>> connection = duckdb.connect()
>>> yinsi.duckdb.register(connection)
>>> connection.sql("SELECT yinsi_redact('mail to someone@example.com')").fetchall()
[('mail to <EMAIL_ADDRESS>',)]
>>> connection.sql("SELECT f.entity FROM (SELECT unnest(yinsi_scan('手机13812345678')) AS f)").fetchall()
[('CN_MOBILE_NUMBER',)]

A relation lends its one column by itself: `yinsi.summarize(connection.sql("SELECT note FROM t"))`.
"""

from typing import Any

from . import Redactor, Scanner
from ._missing import needs

with needs("duckdb", "duckdb"):
    import duckdb
    from duckdb.func import FunctionNullHandling, PythonUDFType
with needs("duckdb", "pyarrow"):
    import pyarrow as pa
    import pyarrow.compute as pc

__all__ = ["FINDINGS", "register"]

#: What `yinsi_scan` gives for a row.
FINDINGS = 'STRUCT("start" BIGINT, "end" BIGINT, entity VARCHAR, "rule" VARCHAR, confidence DOUBLE)[]'


def register(
    connection: duckdb.DuckDBPyConnection,
    *,
    scanner: Scanner | None = None,
    redactor: Redactor | None = None,
    label: str | None = None,
    prefix: str = "yinsi_",
) -> None:
    """Adds functions to a connection.

    `yinsi_redact(text)` gives the text with what was found replaced, `yinsi_scan(text)` a list of
    structs, `yinsi_count(text)` how many findings there are; null gives null. `label` is what is known of all
    texts from outside: SQL does not tell a function the name of a column. With another
    `prefix` several sets of functions live side by side.
    """
    scan, redact = scanner or Scanner(), redactor or Redactor()

    def yinsi_redact(texts: Any) -> Any:
        return _arrow(redact.redact_many(texts, scanner=scanner, label=label))

    def yinsi_scan(texts: Any) -> Any:
        return _arrow(scan.scan_many(texts, label=label))

    def yinsi_count(texts: Any) -> Any:
        return pc.list_value_length(yinsi_scan(texts)).cast(pa.int64())

    for name, function, gives in [
        ("redact", yinsi_redact, "VARCHAR"),
        ("scan", yinsi_scan, FINDINGS),
        ("count", yinsi_count, "BIGINT"),
    ]:
        connection.create_function(
            prefix + name,
            function,
            ["VARCHAR"],
            gives,
            type=PythonUDFType.ARROW,
            null_handling=FunctionNullHandling.SPECIAL,
        )


def _arrow(column: Any) -> Any:
    return pa.array(column) if hasattr(column, "__arrow_c_array__") else pa.chunked_array(column)
