"""Polars: series, lazy queries, the streaming engine."""

import pytest

import yinsi
from conftest import PLENTY
from test_arrow import as_rows

pl = pytest.importorskip("polars")
yp = pytest.importorskip("yinsi.polars")

TEXTS = [*PLENTY.splitlines(), None]


@pytest.fixture
def frame() -> "pl.DataFrame":
    return pl.DataFrame({"note": TEXTS, "n": range(len(TEXTS))})


def test_series(frame: "pl.DataFrame") -> None:
    note = frame["note"].yinsi
    assert note.scan().to_list() == as_rows(yinsi.scan_many(TEXTS))
    assert note.scan().dtype == yp.FINDINGS and note.scan().name == "note"
    assert note.redact().to_list() == yinsi.redact_many(TEXTS)
    assert note.count().to_list() == [None if row is None else len(row) for row in yinsi.scan_many(TEXTS)]
    assert note.summarize() == yinsi.summarize(TEXTS) == yinsi.summarize(frame["note"])


@pytest.mark.parametrize("engine", ["in-memory", "streaming"])
def test_lazy_queries(frame: "pl.DataFrame", engine: str) -> None:
    big = pl.concat([frame] * 50)
    query = big.lazy().with_columns(
        clean=pl.col("note").yinsi.redact(),
        found=pl.col("note").yinsi.scan(),
        count=pl.col("note").yinsi.count(),
    )
    assert query.collect_schema()["clean"] == pl.String
    assert query.collect_schema()["found"] == yp.FINDINGS
    result = query.collect(engine=engine)
    assert result.schema == query.collect_schema()
    assert result["clean"].to_list() == yinsi.redact_many(TEXTS) * 50
    assert result["found"].to_list() == as_rows(yinsi.scan_many(TEXTS)) * 50
    assert result["count"].to_list() == result["found"].list.len().to_list()


def test_findings_cut_the_values_out(frame: "pl.DataFrame") -> None:
    found = (
        frame.select("note", finding=pl.col("note").yinsi.scan())
        .explode("finding")
        .drop_nulls()
        .unnest("finding")
        .select("entity", value=pl.col("note").str.slice(pl.col("start"), pl.col("end") - pl.col("start")))
    )
    expected = [(f.entity, text[f.slice]) for text in TEXTS if text for f in yinsi.scan(text)]
    assert found.rows() == expected


def test_options() -> None:
    frame = pl.DataFrame({"姓名": ["张三", "李四13812345678"]})
    name = pl.col("姓名").yinsi
    masked = yinsi.Redactor(default=yinsi.Mask(1, 0))
    assert frame.select(name.redact()).to_series().to_list()[0] == "<CN_PERSON_NAME>"
    assert frame.select(name.redact(label="")).to_series().to_list()[0] == "张三"
    assert frame.select(name.redact(redactor=masked)).to_series().to_list()[0] == "张*"
    phones = yinsi.Scanner(entities=["CN_MOBILE_NUMBER"])
    assert frame.select(name.count(scanner=phones)).to_series().to_list() == [0, 1]


def test_other_types() -> None:
    texts = pl.Series("note", ["手机13812345678", None, "nothing"])
    for dtype in (pl.Categorical(), pl.Enum(["手机13812345678", "nothing"])):
        redacted = texts.cast(dtype).to_frame().lazy().select(pl.col("note").yinsi.redact()).collect()
        assert redacted.to_series().to_list() == ["手机<CN_MOBILE_NUMBER>", None, "nothing"]
    assert pl.Series("x", [b"a@example.com"]).yinsi.redact().to_list() == [b"<EMAIL_ADDRESS>"]
    with pytest.raises(TypeError, match="a column must hold text"):
        pl.Series([1, 2]).yinsi.scan()


def test_groups(frame: "pl.DataFrame") -> None:
    counted = frame.group_by(pl.col("n") % 3, maintain_order=True).agg(pl.col("note").yinsi.count().sum())
    assert counted["note"].sum() == frame["note"].yinsi.count().sum()
