"""Audits: the reports are those of the command, whole and merged."""

import csv
import json
import pickle
import random
import tomllib
from pathlib import Path
from typing import Any

import pytest

import yinsi
from conftest import ROOT, run

SECRET = b"an example, not a secret: 32 byte"
KEY = yinsi.Key.from_bytes(SECRET)
OTHER = yinsi.Key.from_bytes(b"another key, of no use")
CSV = ROOT / "examples/data/customers.csv"


CASES = [
    case
    for path in sorted((ROOT / "crates/yinsi/tests/cases/audit").glob("*.toml"))
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_conformance(case: dict[str, Any]) -> None:
    counters = [yinsi.Counter(key=KEY), yinsi.Counter(key=KEY)]
    for nth, counter in enumerate(counters):
        if "texts" in case:
            counter.texts("case", case["texts"])
        elif nth == 0:
            counter.rows("case", case["rows"], columns=case["columns"])
        else:
            pa = pytest.importorskip("pyarrow")
            cells = zip(*case["rows"], strict=True)
            counter.columns("case", {name: pa.array(list(c)) for name, c in zip(case["columns"], cells, strict=True)})
    one, other = (counter.finish() for counter in counters)
    totals = one.summary()["totals"]
    assert {name: totals[name] for name in case["totals"]} == case["totals"]
    assert other.to_json() == one.to_json()


def rows() -> tuple[list[str], list[list[str]]]:
    with CSV.open(encoding="utf-8-sig", newline="") as file:
        header, *rest = csv.reader(file)
    return header, rest


def counted(part: list[tuple[int, list[str]]], **options: Any) -> yinsi.Report:
    """Each row counted under its own number."""
    header, _ = rows()
    counter = yinsi.Counter(key=KEY, **options)
    for number, row in part:
        counter.rows("people", [row], columns=header, first=number)
    return counter.finish()


@pytest.fixture(scope="module")
def leak(tmp_path_factory: pytest.TempPathFactory, command: list[str]) -> Path:
    """A made-up leak in many formats."""
    folder = tmp_path_factory.mktemp("leak")
    done = run(command, "generate", str(folder), "--people", "1500")
    assert done.returncode == 0, done.stderr
    return folder


def test_files_are_counted_as_the_command_does(leak: Path, command: list[str], tmp_path: Path) -> None:
    report = yinsi.audit(leak, key=KEY)
    whole = report.summary()
    assert whole["totals"]["hits"] == report.hits > 3000
    for format, printed in {
        "json": report.to_json(),
        "csv": report.to_csv(),
        "html": report.to_html(lang="zh"),
        "text": report.to_text(lang="zh"),
    }.items():
        done = run(command, "audit", str(leak), "--format", format, "--lang", "zh")
        assert done.stdout.decode() == printed, format
    done = run(command, "audit", str(leak), "--format", "json", "--unit", "value", "--hub", "3", "--time", "noon")
    assert done.stdout.decode() == report.to_json(unit="value", hub=3, time="noon")
    assert report.verdicts() == whole["law"] and whole["law"]
    assert yinsi.audit(leak).to_json() == report.to_json()


def test_a_leak_is_counted_as_its_truth_says(leak: Path) -> None:
    truth = json.loads((leak / "truth.json").read_text(encoding="utf-8"))
    summary = yinsi.audit(*(path for path in leak.iterdir() if path.name != "truth.json")).summary()
    assert {name: summary["totals"][name] for name in ("units", "people", "duplicates", "damaged")} == {
        name: truth[name] for name in ("units", "people", "duplicates", "damaged")
    }
    found = {entity["entity"]: {"hits": entity["hits"], "distinct": entity["values"]} for entity in summary["entities"]}
    assert {name: found.get(name) for name in truth["values"]} == truth["values"]


def test_options_are_those_of_the_command(leak: Path, command: list[str]) -> None:
    scanner = yinsi.Scanner(countries=["CN"], min_confidence=0.6)
    report = yinsi.audit(leak, scanner=scanner, paragraphs=True, sample=5, seed=3, threads=1)
    options = ["--countries", "CN", "--min-confidence", "0.6", "--paragraphs", "--format", "json"]
    options += ["--sample", "5", "--seed", "3", "--sheet", str(leak.parent / "sheet.csv")]
    done = run(command, "audit", str(leak), *options)
    assert done.stdout.decode() == report.to_json()
    sheet = report.review_sheet()
    assert (leak.parent / "sheet.csv").read_bytes().decode() == sheet
    lines = sheet.splitlines()
    answers = "\n".join([lines[0], *(line.rsplit(",", 1)[0] + ",yes" for line in lines[1:])])
    share = report.summary(review=answers)["review"]["share"]
    assert (share["reviewed"], share["right"]) == (len(lines) - 1, len(lines) - 1)
    # Estimates depend on the key.
    (leak.parent / "key").write_bytes(SECRET)
    about = yinsi.audit(leak, key=KEY, approximate=True)
    options = ["--approximate", "--key-file", str(leak.parent / "key"), "--format", "json"]
    done = run(command, "audit", str(leak), *options)
    assert about.to_json() == done.stdout.decode() and about.summary()["people"] is None


def test_partial_reports_are_those_of_the_command(leak: Path, command: list[str], tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(SECRET + b"\n")
    key = ["--key-file", str(tmp_path / "key")]
    parts = []
    for nth, path in enumerate(sorted(leak.iterdir())):
        part = tmp_path / f"{nth}.part"
        if nth % 2:
            yinsi.audit(path, key=yinsi.Key.from_file(tmp_path / "key")).write_partial(part)
        else:
            assert run(command, "audit", str(path), "--partial", *key, "-o", str(part)).returncode == 0
        parts.append(part)
    assert len(parts) > 2
    random.Random(5).shuffle(parts)
    whole = yinsi.Report()
    for part in parts:
        whole.merge(yinsi.Report.read_partial(part))
    assert whole.to_json() == yinsi.audit(leak).to_json()
    done = run(command, "audit", "--merge", "--format", "json", *map(str, parts))
    assert done.stdout.decode() == whole.to_json()


def test_reports_are_a_commutative_monoid() -> None:
    numbered = list(enumerate(rows()[1][:400], 2))
    whole = counted(numbered)
    random.Random(7).shuffle(numbered)
    a, b, c = (counted(part) for part in (numbered[:50], numbered[50:51], numbered[51:]))
    expected = whole.to_json()
    for merged in (a + b + c, c + (b + a), (a + yinsi.Report()) + (c + b), yinsi.Report() + b + c + a):
        assert merged.to_json() == expected
    alone = a.to_json()
    again = pickle.loads(pickle.dumps(a))
    assert again.to_json() == alone == yinsi.Report.from_bytes(a.to_bytes()).to_json()
    a.merge(b)
    a.merge(c)
    assert a.to_json() == expected and b.summary()["totals"]["records"] == 1
    other = yinsi.Counter(key=OTHER)
    with pytest.raises(yinsi.ReportError, match="different keys"):
        a.merge(other.finish())
    with pytest.raises(yinsi.ReportError, match="different options"):
        a.merge(counted([], scanner=yinsi.Scanner(min_confidence=0.9)))
    assert a.to_json() == expected, "a merge that fails changes nothing"


def test_rows_are_counted_as_the_file(command: list[str]) -> None:
    header, table = rows()
    counter = yinsi.Counter(key=KEY)
    counter.rows(str(CSV), table, columns=header, first=2)
    by_name = yinsi.Counter(key=KEY)
    by_name.rows(str(CSV), (dict(zip(header, row, strict=True)) for row in table), first=2)
    report = counter.finish()
    assert by_name.finish().to_json() == report.to_json()
    pa = pytest.importorskip("pyarrow")
    columns = yinsi.Counter(key=KEY)
    half = len(table) // 2
    for first, part in ((2, table[:half]), (2 + half, table[half:])):
        cells = {name: pa.array([row[nth] or None for row in part]) for nth, name in enumerate(header)}
        cells[header[0]] = pa.chunked_array([cells[header[0]][:10], cells[header[0]][10:]])
        cells[header[1]] = cells[header[1]].dictionary_encode()
        columns.columns(str(CSV), cells, first=first)
    assert columns.finish().to_json() == report.to_json()
    [file] = yinsi.audit(CSV).summary()["files"]
    described = {name: file[name] for name in ("sha256", "bytes", "format", "encoding", "inside")}
    report.describe(str(CSV), **described)
    assert report.to_json() == run(command, "audit", str(CSV), "--format", "json").stdout.decode()


def test_texts_and_other_values() -> None:
    counter = yinsi.Counter(exclude=["13912345678"])
    counter.texts("notes", ["手机13812345678", None, b"jane@example.com", "手机13912345678"])
    counter.rows("table", [{"手机": 13812345678, "n": None, "x": ""}, [1.5, "nothing"]], first=None)
    report = counter.finish()
    totals = report.summary()["totals"]
    assert (totals["hits"], totals["values"], totals["records"], totals["excluded_hits"]) == (4, 2, 6, 1)
    report.unread("lost.bin", "a disk that failed")
    assert report.summary()["unread"] == [
        {"file": "lost.bin", "line": 0, "lost": "all", "reason": "a disk that failed"}
    ]
    with pytest.raises(yinsi.Error, match="finished"):
        counter.texts("notes", ["text"])
    with pytest.raises(yinsi.Error, match="finished"):
        counter.finish()


def test_nothing_personal_is_kept() -> None:
    report = counted(list(enumerate(rows()[1][:50], 2)), sample=10)
    kept = report.to_bytes() + report.to_json().encode() + report.to_html().encode() + repr(report).encode()
    header, table = rows()
    phone = header.index("手机号")
    assert not any(row[phone].encode() in kept for row in table[:50])


def test_what_cannot_be(tmp_path: Path) -> None:
    report = yinsi.audit(tmp_path / "missing.csv")
    assert [lost["lost"] for lost in report.summary()["unread"]] == ["all"]
    with pytest.raises(yinsi.Error, match="no path"):
        yinsi.audit()
    with pytest.raises(yinsi.Error, match="unknown encoding"):
        yinsi.audit(tmp_path, encoding="klingon")
    with pytest.raises(yinsi.Error, match="unit is"):
        report.to_json(unit="person")  # type: ignore[arg-type]
    with pytest.raises(yinsi.Error, match="hub is 1"):
        report.to_json(hub=0)
    with pytest.raises(yinsi.Error, match="lang is"):
        report.to_html(lang="de")  # type: ignore[arg-type]
    with pytest.raises(yinsi.ReportError, match="review sheet, line 2"):
        report.to_json(review="id,\nsecret 13812345678,")
    with pytest.raises(yinsi.ReportError, match="not a whole partial report"):
        yinsi.Report.from_bytes(b"13812345678")
    with pytest.raises(FileNotFoundError):
        yinsi.Report.read_partial(tmp_path / "missing")
    with pytest.raises(yinsi.Error, match="one length"):
        pa = pytest.importorskip("pyarrow")
        yinsi.Counter().columns("x", {"a": pa.array(["1"]), "b": pa.array(["1", "2"])})
    for wrong in ("text", ["text"]):
        with pytest.raises(TypeError, match="a row is|must be"):
            yinsi.Counter().rows("x", wrong)  # type: ignore[arg-type]
    json.loads(yinsi.Report().to_json())
