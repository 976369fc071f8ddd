"""The package and the command line agree, and the package's command is the real one."""

import json
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import yinsi
from conftest import CASES, PLENTY, run, spans

#: What text is made of: values, words around them, and characters of all widths.
PARTS = st.one_of(
    st.sampled_from([case.text for case in CASES]),
    st.sampled_from(["手机", "号码：", "name: ", "QQ", ",", "\n", "\t", "－", "\u200b", "\u3000", "😀", "é", "=", '"']),
    st.text(alphabet="0123456789 -.@a张Ｚ１", max_size=20),
    st.text(max_size=8),
)
TEXTS = st.lists(PARTS, max_size=8).map("".join)
LABELS = st.sampled_from([None, None, "手机号", "姓名", "QQ", "email", "card number", "备注"])


def lines(records: list[Any]) -> bytes:
    return "".join(json.dumps(record) + "\n" for record in records).encode()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(TEXTS, LABELS), min_size=20, max_size=80))
def test_findings_equal_the_command_lines(command: list[str], given: list[tuple[str, str | None]]) -> None:
    records = [
        {"id": number, "text": text} | ({"label": label} if label else {})
        for number, (text, label) in enumerate(given)
    ]
    for unit in ("chars", "bytes", "utf16"):
        done = run(command, "scan", "--jsonl", "--offsets", unit, given=lines(records))
        assert done.returncode == 0, done.stderr
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        assert [answer["id"] for answer in answers] == list(range(len(records)))
        for answer, (text, label) in zip(answers, given, strict=True):
            found = spans(yinsi.scan(text, label=label, offsets=unit))  # type: ignore[arg-type]
            assert [tuple(span) for span in answer["spans"]] == sorted(found, key=lambda s: (s[0], -s[1]))


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(TEXTS, min_size=20, max_size=80))
def test_redactions_equal_the_command_lines(command: list[str], given: list[str]) -> None:
    done = run(command, "redact", "--jsonl", given=lines([{"id": 0, "text": text} for text in given]))
    assert done.returncode == 0, done.stderr
    assert [json.loads(line)["text"] for line in done.stdout.splitlines()] == yinsi.redact_many(given)


@settings(max_examples=200, deadline=None)
@given(TEXTS, LABELS)
def test_all_ways_of_asking_agree(text: str, label: str | None) -> None:
    findings = yinsi.scan(text, label=label)
    data = text.encode(errors="surrogatepass")
    assert yinsi.scan_many([text, text], label=label) == [findings, findings]
    if "\ufffd" not in data.decode(errors="replace"):
        assert yinsi.scan(data, label=label, offsets="chars") == findings
        assert yinsi.redact(data, label=label).decode() == yinsi.redact(text, label=label)
    assert all(0 <= f.start < f.end <= len(text) for f in findings)
    assert yinsi.redact_many([text], label=label) == [yinsi.redact(text, label=label)]
    if label is None:
        stream = yinsi.StreamScanner()
        found = [f for at in range(0, len(text), 3) for f in stream.push(text[at : at + 3])]
        assert found + stream.finish() == findings


def test_lone_surrogates_count_as_they_do_on_the_command_line(command: list[str]) -> None:
    text = "\ud800手机13812345678\udfff 😀 a@example.com"
    done = run(command, "scan", "--jsonl", "--offsets", "chars", given=lines([{"id": 1, "text": text}]))
    assert [tuple(span) for span in json.loads(done.stdout)["spans"]] == spans(yinsi.scan(text))


@pytest.fixture(params=["module", "script"])
def own_command(request: pytest.FixtureRequest) -> list[str]:
    if request.param == "module":
        return [sys.executable, "-m", "yinsi"]
    script = Path(sysconfig.get_path("scripts")) / "yinsi"
    assert script.exists(), "the console script is installed"
    return [str(script)]


def test_the_packages_command_is_the_real_one(
    own_command: list[str], command: list[str], tmp_path: Path
) -> None:
    dump = tmp_path / "dump.txt"
    dump.write_text(PLENTY, encoding="utf-8")
    for arguments in (
        ["--help"],
        ["--version"],
        ["scan", str(dump)],
        ["scan", "--format", "json", "--fail-on-findings", str(dump)],
        ["redact", str(dump)],
        ["rules", "list"],
        ["explain", "13812345678"],
        ["scan", "--no-such-option"],
        ["scan", str(tmp_path / "missing")],
    ):
        theirs, ours = run(command, *arguments), run(own_command, *arguments)
        assert (ours.returncode, ours.stdout, ours.stderr) == (theirs.returncode, theirs.stdout, theirs.stderr)
    piped = run(own_command, "redact", given="手机13812345678\n".encode())
    assert piped.stdout.decode() == "手机<CN_MOBILE_NUMBER>\n"
    assert run(own_command, "scan", "--fail-on-findings", given=b"a@example.com").returncode == 1


def test_a_closed_pipe_ends_it_quietly(own_command: list[str]) -> None:
    process = subprocess.Popen([*own_command, "rules", "list"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout and process.stderr
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) == 0
