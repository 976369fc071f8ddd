"""The shared conformance cases; each way of asking slices its own text."""

from typing import Any

import pytest

import yinsi
from conftest import CASES, Case

OPERATORS = {"label": yinsi.Label(), "mask": yinsi.Mask(0, 4), "remove": yinsi.Remove()}


every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def agrees(case: Case, text: Any, findings: list[yinsi.Finding]) -> None:
    """The findings are those of the case, and cut its values out of `text`."""
    as_text = (lambda part: part) if isinstance(text, str) else (lambda part: bytes(part).decode())
    found = [(finding.entity, as_text(text[finding.slice])) for finding in findings]
    assert found == [(expected["entity"], expected["text"]) for expected in case.findings]
    for finding, expected in zip(findings, case.findings, strict=True):
        assert expected.get("rule", finding.rule) == finding.rule
        assert expected.get("also", finding.evidence.also) == finding.evidence.also


@every_case
def test_str(case: Case) -> None:
    agrees(case, case.text, case.scanner().scan(case.text, label=case.label))


@every_case
def test_bytes(case: Case) -> None:
    text = case.text.encode()
    findings = case.scanner().scan(text, label=case.label)
    agrees(case, text, findings)
    assert [(f.start, f.end) for f in findings] == [(f["start"], f["end"]) for f in case.findings]


@every_case
def test_lists_and_columns(case: Case) -> None:
    pa = pytest.importorskip("pyarrow")
    scanner = case.scanner()
    [listed] = scanner.scan_many([case.text], label=case.label)
    agrees(case, case.text, listed)
    [row] = pa.array(scanner.scan_many(pa.array([case.text]), label=case.label)).to_pylist()
    assert [tuple(span.values()) for span in row] == [
        (f.start, f.end, f.entity, f.rule, f.confidence) for f in listed
    ]
    summary = scanner.summarize([case.text], label=case.label)
    assert sum(summary.findings.values()) == len(case.findings)


@pytest.mark.parametrize("case", [case for case in CASES if case.label is None], ids=lambda case: case.name)
def test_stream(case: Case) -> None:
    for text in (case.text, case.text.encode()):
        for size in (1, 7):
            stream = yinsi.StreamScanner(case.scanner())
            findings = []
            for at in range(0, len(text), size):
                findings += stream.push(text[at : at + size])
            agrees(case, text, findings + stream.finish())


@every_case
def test_redacted(case: Case) -> None:
    for operator, expected in case.redacted.items():
        redactor = yinsi.Redactor(default=OPERATORS[operator])
        assert redactor.redact(case.text, scanner=case.scanner(), label=case.label) == expected
    scanner = case.scanner()
    redacted = yinsi.Redactor().redact(case.text, scanner=scanner, label=case.label)
    assert (redacted != case.text) == bool(case.findings)
    as_bytes = yinsi.Redactor().redact(case.text.encode(), scanner=scanner, label=case.label)
    assert as_bytes.decode() == redacted
    assert yinsi.Redactor().redact_many([case.text], scanner=scanner, label=case.label) == [redacted]


def test_there_are_cases() -> None:
    assert len(CASES) >= 150
