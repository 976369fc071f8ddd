"""Counts the people in a table with PySpark: spark_audit.py [TABLE.csv [REPORT.html]].

Each worker counts its partition and sends keyed hashes back; the report is that of one process. Without
arguments the table is the sample.
"""

import os
import sys
from pathlib import Path

from pyspark.sql import SparkSession

import yinsi
import yinsi.spark

SAMPLE = Path(__file__).parents[1] / "data/customers.csv"


def main() -> None:
    # The workers run this Python, where yinsi is installed.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master("local[2]").appName("yinsi")
    for option, value in {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.ui.enabled": "false",
    }.items():
        builder = builder.config(option, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")

    table = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE
    people = spark.read.csv(str(table), header=True).repartition(4).cache()
    # Reports that are to be merged with others share a key: `Key.from_file`, `Key.from_env`.
    report = yinsi.spark.audit(people, name=table.name)
    spark.stop()

    totals = report.summary()["totals"]
    print(f"{totals['records']} rows, {totals['units']} units, {totals['people']} people")
    print(report.to_text())
    if len(sys.argv) > 2:
        Path(sys.argv[2]).write_text(report.to_html(), encoding="utf-8")


if __name__ == "__main__":
    main()
