"""Arrow columns of every layout, lent and returned through the PyCapsule interface."""

import gc
from typing import Any

import pytest

import yinsi
from conftest import PLENTY

pa = pytest.importorskip("pyarrow")

TEXTS: list[str | None] = [*PLENTY.splitlines(), None, "", "😀 手机13812345678", None]

LAYOUTS = {
    "string": pa.string(),
    "large_string": pa.large_string(),
    "string_view": pa.string_view(),
    "binary": pa.binary(),
    "large_binary": pa.large_binary(),
    "binary_view": pa.binary_view(),
}


def column(layout: str, texts: list[str | None] = TEXTS) -> Any:
    if "binary" in layout:
        return pa.array([None if text is None else text.encode() for text in texts], LAYOUTS[layout])
    return pa.array(texts, LAYOUTS[layout])


def as_rows(listed: list[list[yinsi.Finding] | None]) -> list[Any]:
    """What a column of findings says of the same texts."""
    return [
        findings
        and [
            {"start": f.start, "end": f.end, "entity": f.entity, "rule": f.rule, "confidence": f.confidence}
            for f in findings
        ]
        for findings in listed
    ]


def agrees(given: Any) -> None:
    """A column and the list of its values give the same, one way and the other."""
    texts = given.to_pylist()
    chunked = isinstance(given, pa.ChunkedArray)
    read = pa.chunked_array if chunked else pa.array
    found, redacted = yinsi.scan_many(given), yinsi.redact_many(given)
    assert len(found) == len(redacted) == len(texts)
    assert read(found).to_pylist() == as_rows(yinsi.scan_many(texts))
    assert read(redacted).to_pylist() == yinsi.redact_many(texts)
    read(found).validate(full=True)
    read(redacted).validate(full=True)
    assert yinsi.summarize(given) == yinsi.summarize(texts)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts(layout: str) -> None:
    given = column(layout)
    agrees(given)
    assert pa.array(yinsi.redact_many(given)).type == given.type


@pytest.mark.parametrize("layout", LAYOUTS)
def test_slices_and_chunks(layout: str) -> None:
    given = column(layout)
    for begin, length in ((0, 0), (1, 1), (3, 40), (len(given) - 4, 4)):
        agrees(given.slice(begin, length))
    agrees(pa.chunked_array([given.slice(5, 9), given.slice(0, 0), given.slice(60)]))
    agrees(pa.chunked_array([], type=given.type))
    agrees(pa.chunked_array([given.slice(0, 0)]))


@pytest.mark.parametrize("values", [pa.string(), pa.large_string(), pa.binary()])
@pytest.mark.parametrize("keys", [pa.int8(), pa.uint16(), pa.int64()])
def test_dictionaries(keys: Any, values: Any) -> None:
    texts = [TEXTS[at % 50] for at in range(0, 700, 3)] + [None]
    given = pa.array(texts, pa.string()).cast(pa.binary() if values == pa.binary() else pa.string())
    given = given.cast(values).dictionary_encode().cast(pa.dictionary(keys, values))
    agrees(given)
    agrees(given.slice(7, 30))
    agrees(pa.chunked_array([given, given.slice(100)]))
    assert pa.array(yinsi.redact_many(given)).type == values


def test_a_dictionary_with_a_null_among_its_values() -> None:
    given = pa.DictionaryArray.from_arrays(pa.array([0, 1, None, 0]), pa.array(["手机13812345678", None]))
    assert pa.array(yinsi.redact_many(given)).to_pylist() == ["手机<CN_MOBILE_NUMBER>", None, None, "手机<CN_MOBILE_NUMBER>"]
    assert yinsi.summarize(given).nulls == 2
    empty = pa.DictionaryArray.from_arrays(pa.array([None, None], pa.int32()), pa.array([], pa.string()))
    assert pa.array(yinsi.scan_many(empty)).to_pylist() == [None, None]


def test_nothing_but_nulls() -> None:
    for given in (pa.nulls(3), pa.nulls(3, pa.string()), pa.nulls(3, pa.string_view())):
        agrees(given)
        assert yinsi.summarize(given) == yinsi.Summary(rows=3, nulls=3)


def test_a_table_of_one_column() -> None:
    table = pa.table({"note": pa.chunked_array([["手机13812345678"], [None, "nothing"]])})
    found = pa.chunked_array(yinsi.scan_many(table))
    assert [row if row is None else len(row) for row in found.to_pylist()] == [1, None, 0]
    assert yinsi.summarize(table.to_batches()[0]).findings == {"CN_MOBILE_NUMBER": 1}
    two = pa.table({"a": ["x"], "b": ["y"]})
    with pytest.raises(yinsi.Error, match="the table has 2 columns"):
        yinsi.scan_many(two)
    with pytest.raises(yinsi.Error, match="the table has 0 columns"):
        yinsi.scan_many(pa.table({}))


def test_a_struct_that_is_null() -> None:
    given = pa.StructArray.from_arrays([pa.array(["a@example.com", "b@example.com"])], ["note"], mask=pa.array([True, False]))
    assert pa.array(yinsi.redact_many(given)).to_pylist() == [None, "<EMAIL_ADDRESS>"]


def test_a_reader_is_read_once_as_it_comes() -> None:
    batch = pa.record_batch({"note": ["a@example.com", None]})
    seen = []

    def batches() -> Any:
        for number in range(5):
            seen.append(number)
            yield batch

    reader = pa.RecordBatchReader.from_batches(batch.schema, batches())
    assert yinsi.summarize(reader) == yinsi.Summary(10, 5, 5, {"EMAIL_ADDRESS": 5}, {"EMAIL_ADDRESS": 5})
    assert seen == [0, 1, 2, 3, 4]


def test_a_producer_that_fails_is_not_quoted() -> None:
    schema = pa.schema([("note", pa.string())])

    def batches() -> Any:
        yield pa.record_batch({"note": ["fine"]})
        raise ValueError("13812345678")

    with pytest.raises(yinsi.Error, match="producer failed") as caught:
        yinsi.summarize(pa.RecordBatchReader.from_batches(schema, batches()))
    assert "1381" not in str(caught.value)


def test_the_name_of_a_column_is_its_label() -> None:
    table = pa.table({"姓名": ["张三"]})
    assert pa.chunked_array(yinsi.redact_many(table)).to_pylist() == ["<CN_PERSON_NAME>"]
    assert pa.chunked_array(yinsi.redact_many(table, label="")).to_pylist() == ["张三"]
    assert pa.chunked_array(yinsi.redact_many(table, label="备注")).to_pylist() == ["张三"]
    assert pa.array(yinsi.redact_many(pa.array(["张三"]), label="姓名")).to_pylist() == ["<CN_PERSON_NAME>"]


def test_offsets_in_the_unit_asked_for() -> None:
    given = pa.array(["😀 手机13812345678"])
    starts = {
        unit: pa.array(yinsi.scan_many(given, offsets=unit))[0][0]["start"].as_py()
        for unit in ("bytes", "chars", "utf16")
    }
    assert starts == {"bytes": 11, "chars": 4, "utf16": 5}


@pytest.mark.parametrize("given", [pa.array([1]), pa.array([["text"]]), pa.array([1.5]).dictionary_encode()])
def test_columns_of_other_things(given: Any) -> None:
    for call in (yinsi.scan_many, yinsi.redact_many, yinsi.summarize):
        for lent in (given, pa.chunked_array([given])):
            with pytest.raises(TypeError, match="a column must hold text or bytes"):
                call(lent)


def test_objects_that_lend_nonsense() -> None:
    class Liar:
        def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
            return ("schema", "array")

    class Swapped:
        def __arrow_c_array__(self, requested_schema: object = None) -> Any:
            schema, array = pa.array(["x"]).__arrow_c_array__()
            return array, schema

    with pytest.raises(TypeError, match="capsule"):
        yinsi.scan_many(Liar())  # type: ignore[arg-type]
    with pytest.raises(ValueError):
        yinsi.scan_many(Swapped())


def test_results_may_be_read_again_and_outlive_their_source() -> None:
    given = column("string")
    expected = yinsi.redact_many(given.to_pylist())
    redacted = yinsi.redact_many(pa.chunked_array([given, given]))
    one = yinsi.redact_many(given)
    del given
    gc.collect()
    for _ in range(2):
        assert pa.chunked_array(redacted).to_pylist() == expected + expected
        assert pa.array(one).to_pylist() == expected
        assert pa.chunked_array(one).to_pylist() == expected
        assert pa.field(redacted).type == pa.field(one).type == pa.string()
    # A stream that nobody takes, or half takes, is freed all the same.
    redacted.__arrow_c_stream__()
    one.__arrow_c_array__()
    reader = pa.RecordBatchReader.from_stream(pa.table({"a": ["x"]}))
    del redacted, one, reader
    gc.collect()
