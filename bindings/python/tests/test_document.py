"""Documents stay documents; findings say where in them they are."""

import csv
import io
import json
import xml.etree.ElementTree as ElementTree
from typing import Any

import pytest

import yinsi
from conftest import ROOT, run

QUOTES = yinsi.Redactor(default=yinsi.Replace("\"<,'&\n"))


def test_json() -> None:
    given = {"name": 'Jane "J"', "mobile": 13812345678, "notes": ["手机138-1234-5678", {"x": "a@example.com"}]}
    for text in (json.dumps(given), json.dumps(given, ensure_ascii=False, indent=2)):
        for format in ("json", "auto"):
            clean = json.loads(QUOTES.redact(text, format=format))  # type: ignore[arg-type]
            assert clean["name"] == given["name"]
            assert clean["mobile"] == "\"<,'&\n" and clean["notes"][1] == {"x": "\"<,'&\n"}
        located = yinsi.Scanner().scan_document(text, format="json")
        assert [at.path for at in located] == ["/mobile", "/notes/0", "/notes/1/x"]
        assert [text[at.finding.slice] for at in located][::2] == ["13812345678", "a@example.com"]
        data = text.encode()
        located = yinsi.Scanner().scan_document(data)
        assert data[located[0].finding.slice] == b"13812345678"


def test_tables() -> None:
    text = '姓名,手机,备注\n张三,13812345678,"a, ""b"""\n李四,,a@example.com\n'
    rows = list(csv.reader(io.StringIO(QUOTES.redact(text, format="csv"))))
    assert [len(row) for row in rows] == [3, 3, 3]
    assert rows[0] == ["姓名", "手机", "备注"] and rows[1][2] == 'a, "b"'
    located = yinsi.Scanner().scan_document(text, format="csv")
    assert [at.path for at in located] == ["姓名", "手机", "姓名", "备注"]
    assert text[located[1].finding.slice] == "13812345678"
    assert yinsi.redact("姓名;手机\n张三;13812345678\n", format="csv") == (
        "姓名;手机\n<CN_PERSON_NAME>;<CN_MOBILE_NUMBER>\n"
    )


def test_markup_and_lines() -> None:
    text = "<a><phone kind='x'>13812345678</phone><mail to=\"a@example.com\"/></a>"
    root = ElementTree.fromstring(QUOTES.redact(text, format="xml"))
    phone = root.find("phone")
    assert phone is not None and phone.text is not None and phone.text.startswith("\"<,'&")
    assert yinsi.redact("level=info phone=13812345678 ok=1\n", format="logfmt") == (
        "level=info phone=<CN_MOBILE_NUMBER> ok=1\n"
    )
    sql = "INSERT INTO `t` (`phone`, `n`) VALUES ('13812345678', 5);"
    assert yinsi.Redactor(default=yinsi.Replace("it's")).redact(sql, format="sql") == (
        "INSERT INTO `t` (`phone`, `n`) VALUES ('it''s', 5);"
    )


@pytest.mark.parametrize("format", ["json", "jsonl", "csv", "tsv", "logfmt", "sql", "xml", "html"])
def test_chunks_give_the_whole(format: Any) -> None:
    text = '{"手机": "13812345678"}\nphone=13812345678\n<td>a@example.com</td>\n姓名,手机\n张三,13812345678\n' * 5
    redactor = yinsi.Redactor(default=yinsi.Numbered())
    if format != "csv":  # of a stream the delimiter is not found out
        whole = redactor.redact(text, format=format)
    stream = yinsi.RedactStream(redactor, format=format)
    outs = []
    for size in (1, 7, 1000):
        stream = yinsi.RedactStream(redactor, format=format)
        outs.append("".join([stream.push(text[at : at + size]) for at in range(0, len(text), size)]))
        outs[-1] += stream.finish()
        data = text.encode()
        stream = yinsi.RedactStream(redactor, format=format)
        outs.append(
            (b"".join(stream.push(data[at : at + size]) for at in range(0, len(data), size)) + stream.finish()).decode()
        )
    assert len(set(outs)) == 1
    assert format == "csv" or outs[0] == whole


@pytest.mark.parametrize("name", ["customers.csv", "events.jsonl"])
def test_files_are_redacted_as_the_command_does(name: str, command: list[str]) -> None:
    path = ROOT / "examples/data" / name
    done = run(command, "redact", str(path))
    clean = yinsi.redact(path.read_bytes(), format=path.suffix[1:])  # type: ignore[call-overload]
    assert (done.returncode, done.stdout == clean) == (0, True)


def test_documents_share_what_is_remembered() -> None:
    redactor, document = yinsi.Redactor(default=yinsi.Numbered()), yinsi.Document()
    assert redactor.redact("a@example.com", document=document) == "<EMAIL_ADDRESS_1>"
    assert redactor.redact('["b@example.com", "a@example.com"]', format="json", document=document) == (
        '["<EMAIL_ADDRESS_2>", "<EMAIL_ADDRESS_1>"]'
    )
    assert redactor.redact("b@example.com", document=document) == "<EMAIL_ADDRESS_2>"
    assert "example" not in repr(document)


def test_functions_in_documents() -> None:
    seen = []

    def note(finding: yinsi.Finding, value: Any) -> Any:
        seen.append((finding.entity, value))
        return value[:0]

    redactor = yinsi.Redactor(default=note)
    assert redactor.redact('{"手机": 13812345678, "n": 1}', format="json") == '{"手机": "", "n": 1}'
    assert redactor.redact(b'["a@example.com"]', format="json") == b'[""]'
    stream = yinsi.RedactStream(redactor, format="json")
    assert stream.push('["b@exam') + stream.push('ple.com"]') + stream.finish() == '[""]'
    assert seen == [
        ("CN_MOBILE_NUMBER", "13812345678"),
        ("EMAIL_ADDRESS", b"a@example.com"),
        ("EMAIL_ADDRESS", "b@example.com"),
    ]

    def fail(finding: yinsi.Finding, value: str) -> str:
        raise LookupError("not today")

    with pytest.raises(LookupError, match="not today"):
        yinsi.Redactor(default=fail).redact('["a@example.com"]', format="json")


def test_lone_surrogates_stay() -> None:
    text, clean = '["\ud800 手机13812345678"]', '["\ud800 手机<CN_MOBILE_NUMBER>"]'
    assert yinsi.redact(text, format="json") == clean
    assert yinsi.redact(text, format="auto") == clean
    stream = yinsi.RedactStream()
    assert "".join([*(stream.push(char) for char in text), stream.finish()]) == clean
    assert yinsi.Redactor().redact(text, document=yinsi.Document()) == clean
    restored = yinsi.RestoreStream(yinsi.Vault.numbered())
    assert restored.push(text) + restored.finish() == text


def test_functions_do_not_wait_for_themselves() -> None:
    document = yinsi.Document()
    plain = yinsi.Redactor(default=yinsi.Numbered())
    redactor = yinsi.Redactor(default=lambda _, value: plain.redact(value, document=document))
    assert redactor.redact("a@example.com") == "<EMAIL_ADDRESS_1>"
    with pytest.raises(yinsi.Error, match="of its caller's"):
        redactor.redact("a@example.com", document=document)


def test_what_cannot_be() -> None:
    with pytest.raises(yinsi.Error, match="unknown format; there are auto, text, json"):
        yinsi.redact("{}", format="yaml")  # type: ignore[call-overload]
    with pytest.raises(yinsi.Error, match="either format or label"):
        yinsi.redact("{}", format="json", label="手机")
    with pytest.raises(yinsi.Error, match="unknown format"):
        yinsi.RedactStream(format="auto")  # type: ignore[arg-type]
    stream = yinsi.RedactStream()
    stream.push("text")
    with pytest.raises(yinsi.Error, match="all chunks"):
        stream.push(b"text")
    assert stream.finish() == "text" and stream.push(b"more") + stream.finish() == b"more"
