"""What may be scanned: `str` of all kinds, and all that lends bytes."""

import array
import mmap
from pathlib import Path

import pytest

import yinsi
from conftest import PLENTY, spans

MOBILE = "手机13812345678"


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview], ids=lambda kind: kind.__name__)
def test_buffers_count_bytes(kind: type) -> None:
    text = kind(MOBILE.encode())
    [finding] = yinsi.scan(text)
    assert (finding.start, finding.end) == (6, 17)
    assert bytes(text[finding.slice]) == b"13812345678"
    redacted = yinsi.redact(text)
    assert type(redacted) is bytes and redacted == "手机<CN_MOBILE_NUMBER>".encode()
    assert yinsi.redact(kind(b"nothing")) == b"nothing"
    assert yinsi.redact_many([text, kind(b"nothing")]) == [redacted, b"nothing"]


def test_a_mapped_file(tmp_path: Path) -> None:
    path = tmp_path / "dump.txt"
    path.write_bytes(PLENTY.encode())
    with path.open("r+b") as file:
        for access in (mmap.ACCESS_READ, mmap.ACCESS_WRITE):
            with mmap.mmap(file.fileno(), 0, access=access) as mapped:
                assert yinsi.scan(mapped) == yinsi.scan(PLENTY.encode())


def test_views_with_gaps() -> None:
    spread = bytes(byte for digit in b"13812345678" for byte in (digit, 0))
    [finding] = yinsi.scan(memoryview(spread)[::2])
    assert (finding.start, finding.end) == (0, 11)


def test_offsets_in_the_unit_asked_for() -> None:
    text = "😀" + MOBILE
    places = {unit: spans(yinsi.scan(text, offsets=unit))[0][:2] for unit in ("bytes", "chars", "utf16")}
    assert places == {"bytes": (10, 21), "chars": (3, 14), "utf16": (4, 15)}
    assert spans(yinsi.scan(text.encode(), offsets="chars"))[0][:2] == (3, 14)
    assert yinsi.scan_many([text], offsets="utf16") == [yinsi.scan(text, offsets="utf16")]
    with pytest.raises(yinsi.Error, match="offsets must be"):
        yinsi.scan(text, offsets="words")  # type: ignore[arg-type]


def test_lone_surrogates_are_kept() -> None:
    text = "\ud800\udfff" + MOBILE + "\udc00"
    [finding] = yinsi.scan(text)
    assert text[finding.slice] == "13812345678"
    assert yinsi.redact(text) == "\ud800\udfff手机<CN_MOBILE_NUMBER>\udc00"
    assert yinsi.redact("\ud800") == "\ud800"
    assert yinsi.redact_many([text, "\ud800"]) == [yinsi.redact(text), "\ud800"]
    assert yinsi.Redactor().apply("\ud800 Jane", [yinsi.Finding("PERSON", "model", 2, 6, 1.0)]) == "\ud800 <PERSON>"
    # The same places as with any other character of three bytes there.
    assert spans(yinsi.scan(text)) == spans(yinsi.scan(text.encode(errors="replace").decode()))


def test_invalid_bytes_stay() -> None:
    text = b"\xff\xfe " + MOBILE.encode() + b" \x80"
    assert yinsi.redact(text) == b"\xff\xfe " + "手机<CN_MOBILE_NUMBER>".encode() + b" \x80"


def test_nothing() -> None:
    for empty in ("", b"", bytearray(), memoryview(b"")):
        assert yinsi.scan(empty) == []
        assert not yinsi.redact(empty)


def test_str_that_holds_nothing_comes_back_itself() -> None:
    text = "nothing at all, " * 10
    assert yinsi.redact(text) is text
    [same] = yinsi.redact_many([text])
    assert same is text


class Name(str):
    """A str of another class."""


def test_subclasses_of_str() -> None:
    assert spans(yinsi.scan(Name(MOBILE))) == spans(yinsi.scan(MOBILE))


@pytest.mark.parametrize("wrong", [None, 13812345678, ["13812345678"], array.array("i", [1])])
def test_other_types_are_refused_without_their_value(wrong: object) -> None:
    for call in (yinsi.scan, yinsi.redact, yinsi.Scanner().count, yinsi.explain):
        with pytest.raises(TypeError) as caught:
            call(wrong)  # type: ignore[operator]
        assert "13812345678" not in str(caught.value)


def test_a_single_text_is_no_list() -> None:
    for call in (yinsi.scan_many, yinsi.redact_many, yinsi.summarize):
        for text in (MOBILE, MOBILE.encode()):
            with pytest.raises(TypeError, match="must be a list"):
                call(text)  # type: ignore[operator]
        with pytest.raises(TypeError, match="not int"):
            call([MOBILE, 5])  # type: ignore[operator]
