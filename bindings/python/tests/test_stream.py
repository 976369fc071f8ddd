"""Streams: chunks give the findings of the whole."""

import pytest

import yinsi
from conftest import PLENTY

LONG = (PLENTY + "\n😀 padding 号\n") * 20


@pytest.mark.parametrize("size", [1, 997, 70_001, len(LONG)])
def test_chunks_give_the_findings_of_the_whole(size: int) -> None:
    text = LONG if size > 1 else PLENTY
    for whole in (text, text.encode()):
        stream = yinsi.StreamScanner()
        findings: list[yinsi.Finding] = []
        settled = 0
        for at in range(0, len(whole), size):
            found = stream.push(whole[at : at + size])
            assert all(finding.start >= settled for finding in found)
            findings += found
            assert settled <= stream.settled <= at + size
            settled = stream.settled
        assert findings + stream.finish() == yinsi.scan(whole)


def test_offsets_of_bytes_in_characters() -> None:
    stream = yinsi.StreamScanner(offsets="chars")
    data = PLENTY.encode()
    found = [finding for at in range(0, len(data), 5) for finding in stream.push(data[at : at + 5])]
    assert found + stream.finish() == yinsi.scan(PLENTY)


def test_a_stream_starts_over() -> None:
    stream = yinsi.StreamScanner(yinsi.Scanner(entities=["EMAIL_ADDRESS"]))
    assert stream.finish() == []
    for text in ("a@example.com 13812345678", b"a@example.com"):
        stream.push(text)
        assert [finding.entity for finding in stream.finish()] == ["EMAIL_ADDRESS"]
        assert stream.settled == 0
    stream.push("text")
    with pytest.raises(yinsi.Error, match="all chunks"):
        stream.push(b"bytes")
