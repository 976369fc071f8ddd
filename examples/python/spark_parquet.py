"""Cleans Parquet with PySpark: spark_parquet.py [IN.parquet OUT.parquet].

Without arguments it makes a Parquet file of the sample first and shows what became of it.
"""

import os
import sys
import tempfile
from pathlib import Path

import pyarrow
import pyarrow.csv
import pyarrow.parquet
from pyspark.sql import SparkSession

import yinsi
import yinsi.spark

SAMPLE = Path(__file__).parents[1] / "data/customers.csv"


def session() -> SparkSession:
    # The workers run this Python, where yinsi is installed.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master("local[2]").appName("yinsi")
    for option, value in {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
    }.items():
        builder = builder.config(option, value)
    return builder.getOrCreate()


def clean(spark: SparkSession, given: Path, target: Path) -> None:
    people = spark.read.parquet(str(given))
    redactor = yinsi.Redactor({"CN_MOBILE_NUMBER": yinsi.Mask(3, 4)})
    yinsi.spark.redact(people, redactor=redactor).write.parquet(str(target))

    for column, summary in yinsi.spark.summarize(people, "姓名", "手机号", "备注").items():
        print(f"{column}: {summary.matched} of {summary.rows} rows, {summary.findings}")
    for row in spark.read.parquet(str(target)).select("姓名", "手机号").take(2):
        print(*row)


def main() -> None:
    spark = session()
    spark.sparkContext.setLogLevel("ERROR")
    if len(sys.argv) > 2:
        clean(spark, Path(sys.argv[1]), Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory() as folder:
            given = Path(folder, "people.parquet")
            header = SAMPLE.read_text(encoding="utf-8-sig").splitlines()[0].split(",")
            as_text = pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(header, pyarrow.string()))
            pyarrow.parquet.write_table(pyarrow.csv.read_csv(SAMPLE, convert_options=as_text), given)
            clean(spark, given, Path(folder, "clean.parquet"))
    spark.stop()


if __name__ == "__main__":
    main()
