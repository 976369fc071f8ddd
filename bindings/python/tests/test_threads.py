"""Threads share scanners, and run while a text is scanned."""

import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

import yinsi
from conftest import PLENTY, spans

LINES = PLENTY.splitlines()


def test_ten_threads_over_one_scanner_agree() -> None:
    scanner, redactor = yinsi.Scanner(), yinsi.Redactor(default=yinsi.Mask(1, 1))
    expected = (spans(scanner.scan(PLENTY)), scanner.scan_many(LINES), redactor.redact(PLENTY))
    barrier = threading.Barrier(10)

    def work(_: int) -> bool:
        barrier.wait()
        return all(
            (spans(scanner.scan(PLENTY)), scanner.scan_many(LINES), redactor.redact(PLENTY)) == expected
            for _ in range(20)
        )

    with ThreadPoolExecutor(10) as pool:
        assert all(pool.map(work, range(10)))


@pytest.mark.parametrize("many", [False, True])
def test_other_threads_run_while_one_scans(many: bool) -> None:
    text = "The quick brown fox jumps over the lazy dog. " * 1_000_000
    ready, ran = threading.Event(), threading.Event()

    def other() -> None:
        ready.wait()
        ran.set()

    thread = threading.Thread(target=other)
    interval = sys.getswitchinterval()
    # Nobody is made to let go of the interpreter: only who lets others run by himself does.
    sys.setswitchinterval(1000)
    try:
        thread.start()
        ready.set()
        yinsi.scan_many([text]) if many else yinsi.scan(text)
        meanwhile = ran.is_set()
    finally:
        sys.setswitchinterval(interval)
    thread.join()
    assert meanwhile


def test_functions_as_operators_in_threads() -> None:
    redactor = yinsi.Redactor(default=lambda finding, value: f"[{finding.start}:{len(value)}]")
    expected = redactor.redact_many(LINES)
    with ThreadPoolExecutor(4) as pool:
        assert all(result == expected for result in pool.map(lambda _: redactor.redact_many(LINES), range(12)))
