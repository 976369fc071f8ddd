"""pandas: series and frames of every dtype that holds text."""

import pytest

import yinsi
from conftest import PLENTY
from test_arrow import as_rows

pd = pytest.importorskip("pandas")
pa = pytest.importorskip("pyarrow")
pytest.importorskip("yinsi.pandas")

TEXTS = [*PLENTY.splitlines(), None, "nothing"]

DTYPES = {
    "object": object,
    "str": "str",
    "string": "string",
    "python": pd.StringDtype("python"),
    "arrow": pd.ArrowDtype(pa.string()),
    "large": pd.ArrowDtype(pa.large_string()),
}


def values(series: "pd.Series") -> list[object]:
    return [None if gone else value for value, gone in zip(series, series.isna(), strict=True)]


@pytest.mark.parametrize("dtype", DTYPES.values(), ids=DTYPES)
def test_series(dtype: object) -> None:
    series = pd.Series(TEXTS, index=range(100, 100 + len(TEXTS)), name="note", dtype=dtype)
    redacted = series.yinsi.redact()
    assert values(redacted) == yinsi.redact_many(TEXTS)
    assert redacted.dtype == series.dtype and redacted.name == "note"
    assert redacted.index.equals(series.index)
    assert pa.array(series.yinsi.scan().array).to_pylist() == as_rows(yinsi.scan_many(TEXTS))
    counts = [None if row is None else len(row) for row in yinsi.scan_many(TEXTS)]
    assert values(series.yinsi.count()) == counts
    assert series.yinsi.summarize() == yinsi.summarize(TEXTS)


def test_a_series_lends_itself() -> None:
    series = pd.Series(TEXTS, dtype="str")
    assert pa.chunked_array(yinsi.redact_many(series)).to_pylist() == yinsi.redact_many(TEXTS)


def test_categoricals() -> None:
    series = pd.Series(["手机13812345678", None, "nothing", "手机13812345678"], dtype="category")
    assert values(series.yinsi.redact()) == ["手机<CN_MOBILE_NUMBER>", None, "nothing", "手机<CN_MOBILE_NUMBER>"]
    assert series.yinsi.summarize().nulls == 1


def test_frames() -> None:
    frame = pd.DataFrame({"姓名": ["张三", None], "n": [1, 2], "note": ["a@example.com", "nothing"]})
    redacted = frame.yinsi.redact()
    assert list(redacted.columns) == ["姓名", "n", "note"] and list(redacted["n"]) == [1, 2]
    assert values(redacted["姓名"]) == ["<CN_PERSON_NAME>", None]
    assert values(redacted["note"]) == ["<EMAIL_ADDRESS>", "nothing"]
    assert values(frame.yinsi.redact(["note"])["姓名"]) == ["张三", None]
    assert frame["姓名"].tolist()[0] == "张三"
    summary = frame.yinsi.summarize()
    assert {name: of.matched for name, of in summary.items()} == {"姓名": 1, "note": 1}


def test_options() -> None:
    series = pd.Series(["张三"], name="姓名")
    assert series.yinsi.redact(label="").tolist() == ["张三"]
    assert series.rename("x").yinsi.redact(label="姓名").tolist() == ["<CN_PERSON_NAME>"]
    assert series.yinsi.redact(redactor=yinsi.Redactor(default=yinsi.Remove())).tolist() == [""]
    assert series.yinsi.count(scanner=yinsi.Scanner(entities=["EMAIL_ADDRESS"])).tolist() == [0]


def test_other_things_are_refused_without_their_value() -> None:
    for series in (pd.Series([13812345678]), pd.Series(["text", 13812345678], dtype=object)):
        with pytest.raises(TypeError, match="a column must hold text") as caught:
            series.yinsi.redact()
        assert "1381" not in str(caught.value)
