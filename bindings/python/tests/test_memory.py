"""Memory stays flat however often the package is called."""

import gc
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import yinsi

TEXT = "联系人：张三，手机13812345678，mail jane@example.com"
STATM = Path("/proc/self/statm")

CALLS: dict[str, Callable[[], Any]] = {
    "scan": lambda: yinsi.scan(TEXT),
    "label": lambda: yinsi.scan("张三", label="姓名"),
    "bytes": lambda: yinsi.redact(memoryview(TEXT.encode())),
    "surrogates": lambda: yinsi.redact("\ud800" + TEXT),
    "redact": lambda: yinsi.redact(TEXT + "!"),
    "many": lambda: yinsi.redact_many([TEXT, "nothing"]),
    "functions": lambda: FUNCTION.redact(TEXT),
    "errors": lambda: refused(),
    "evidence": lambda: yinsi.scan(TEXT)[0].evidence.checks,
    "stream": lambda: yinsi.StreamScanner().push(TEXT),
}
FUNCTION = yinsi.Redactor(default=lambda finding, value: "x")


def refused() -> None:
    with pytest.raises(TypeError):
        yinsi.scan(5)  # type: ignore[arg-type]


def resident() -> int:
    return int(STATM.read_text().split()[1]) * 4096


@pytest.mark.skipif(not STATM.exists(), reason="asks Linux how much memory is in use")
@pytest.mark.parametrize("name", CALLS)
def test_memory_stays_flat(name: str) -> None:
    call, calls = CALLS[name], 20_000 if name in ("errors", "stream") else 100_000
    for _ in range(2_000):
        call()
    gc.collect()
    tracemalloc.start()
    call()
    traced, before = tracemalloc.get_traced_memory()[0], resident()
    tracemalloc.stop()
    for _ in range(calls):
        call()
    gc.collect()
    grown = resident() - before
    tracemalloc.start()
    call()
    assert tracemalloc.get_traced_memory()[0] < traced + 10_000
    tracemalloc.stop()
    # One leaked object a call would be several MB.
    assert grown < 2_000_000, f"{grown} bytes after {calls} calls"


@pytest.mark.skipif(not STATM.exists(), reason="asks Linux how much memory is in use")
def test_columns_are_freed() -> None:
    pa = pytest.importorskip("pyarrow")
    column = pa.array([TEXT, None, "nothing"] * 100)

    def call() -> None:
        pa.array(yinsi.scan_many(column))
        pa.chunked_array(yinsi.redact_many(pa.chunked_array([column, column])))
        yinsi.redact_many(column).__arrow_c_stream__()
        yinsi.redact_many(column).__arrow_c_array__()

    for _ in range(50):
        call()
    before = resident()
    for _ in range(1_000):
        call()
    gc.collect()
    assert resident() - before < 8_000_000  # what 2 % of the calls would hold
