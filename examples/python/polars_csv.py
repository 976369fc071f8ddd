"""Cleans a CSV file with Polars: polars_csv.py [IN.csv [OUT.csv]].

The header of a column is the label of its cells, so a bare account number in a column `QQ` is known for what it is.
"""

import sys
from pathlib import Path

import polars as pl
import polars.selectors as cs

import yinsi
import yinsi.polars  # the expressions' namespace

SAMPLE = Path(__file__).parents[1] / "data/customers.csv"


def main() -> None:
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    redactor = yinsi.Redactor({"CN_RESIDENT_ID": yinsi.Mask(6, 0), "CN_MOBILE_NUMBER": yinsi.Mask(3, 4)})

    people = pl.scan_csv(given, infer_schema=False)  # all columns as text: numbers keep their zeros
    clean = people.with_columns(cs.string().yinsi.redact(redactor=redactor))
    if target:
        clean.sink_csv(target)

    print(clean.select("姓名", "身份证号", "手机号", "QQ").head(3).collect().write_csv(), end="")
    for column in people.select("姓名", "身份证号", "手机号", "备注").collect():
        summary = yinsi.summarize(column)
        print(f"{column.name}: {summary.matched} of {summary.rows} rows, {summary.findings}")


if __name__ == "__main__":
    main()
