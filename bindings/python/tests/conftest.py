"""What the tests share: the conformance cases, and the command line to compare with."""

import os
import subprocess
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import yinsi

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Case:
    """A conformance case: text in, findings out; offsets count bytes."""

    name: str
    text: str
    label: str | None = None
    entities: list[str] = field(default_factory=list)
    min_confidence: float = 0.5
    findings: list[dict[str, Any]] = field(default_factory=list)
    redacted: dict[str, str] = field(default_factory=dict)

    def scanner(self) -> yinsi.Scanner:
        return yinsi.Scanner(entities=self.entities or None, min_confidence=self.min_confidence)


def load_cases() -> list[Case]:
    cases = []
    for path in sorted((ROOT / "crates/yinsi/tests/cases").glob("*.toml")):
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            cases.append(Case(**{**case, "name": f"{path.stem}/{case['name']}"}))
    return cases


CASES = load_cases()

#: Text with findings of many kinds, ASCII and not, for tests that only want plenty.
PLENTY = "\n".join(case.text for case in CASES if case.label is None)


def spans(findings: list[yinsi.Finding]) -> list[tuple[int, int, str, float]]:
    """Findings as the command line writes them."""
    return [(f.start, f.end, f.entity, f.confidence) for f in findings]


@pytest.fixture(scope="session")
def command() -> list[str]:
    """The command of Rust's build where the suite names it, else the one in the package."""
    built = os.environ.get("YINSI_COMMAND")
    return [built] if built else [sys.executable, "-m", "yinsi"]


def run(command: list[str], *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*command, *arguments], input=given, capture_output=True, timeout=120, check=False)
