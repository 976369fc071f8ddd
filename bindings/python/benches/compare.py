"""How fast the package is: against the library alone, and against others on the same text.

    pip install maturin pyarrow presidio-analyzer argus-redact
    maturin develop --release --features bench
    python benches/compare.py

The feature adds a function that times the library without Python. Others are left out when they are not
installed. Each figure is the best of several rounds, in processor time of the one thread.
"""

import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yinsi
from yinsi import _yinsi

DATA = Path(__file__).parents[3] / "examples/data"
MIB = 1 << 20

ENGLISH = (
    "The committee met again on Thursday and, after a long discussion about the schedule, agreed to put the "
    "question off until the autumn; nobody seemed to mind, and the minutes say as much in plain words. "
)
CHINESE = "会议在星期四继续举行，经过长时间讨论之后，大家同意把这个问题推迟到秋天再谈，似乎没有人反对，记录也是这样写的。"


def filled(text: str, size: int) -> str:
    """`text` again and again, up to `size` bytes of UTF-8."""
    data = text.encode()
    return (data * (size // len(data) + 1))[:size].decode(errors="ignore")


def best(call: Callable[[], Any], rounds: int = 7) -> float:
    times = []
    for _ in range(rounds):
        start = time.thread_time()
        call()
        times.append(time.thread_time() - start)
    return min(times)


def library(texts: list[str], rounds: int = 7) -> float | None:
    timed = getattr(_yinsi, "library_seconds", None)
    return timed([text.encode() for text in texts], rounds, time.thread_time) if timed else None


def row(name: str, seconds: float, size: int, texts: int, alone: float | None = None) -> None:
    against = "" if alone is None else f"   library alone {alone / seconds:6.1%} of the time"
    print(f"{name:<42} {size / seconds / 1e6:>9.1f} MB/s {texts / seconds:>12,.0f} texts/s{against}")


def start_up() -> None:
    code = "import time; a = time.perf_counter(); import yinsi; yinsi.scan('x'); print(time.perf_counter() - a)"
    times = [float(subprocess.run([sys.executable, "-c", code], capture_output=True).stdout) for _ in range(5)]
    print(f"import and first scan: {min(times) * 1000:.1f} ms\n")


def large_strings() -> None:
    sample = (DATA / "app.log").read_text(encoding="utf-8", errors="replace")
    table = (DATA / "customers.csv").read_text(encoding="utf-8-sig")
    print("one string of 1 MiB")
    for name, text in {
        "English": filled(ENGLISH, MIB),
        "Chinese": filled(CHINESE, MIB),
        "log": filled(sample, MIB),
        "dense table": filled(table, MIB),
    }.items():
        size = len(text.encode())
        seconds = best(lambda text=text: yinsi.scan(text))
        row(f"  {name}, {len(yinsi.scan(text))} findings", seconds, size, 1, library([text]))


def short_strings(count: int = 100_000) -> None:
    print(f"\n{count:,} strings of 200 bytes")
    lines = {"English": [f"{number:05} {filled(ENGLISH[number % 60 :], 194)}" for number in range(count)]}
    lines["Chinese"] = [f"{number:05} {filled(CHINESE[number % 20 :], 194)}" for number in range(count)]
    log = [line for line in (DATA / "app.log").read_text(encoding="utf-8", errors="replace").splitlines()]
    lines["log"] = [log[number % len(log)] for number in range(count)]
    for name, texts in lines.items():
        size, found = sum(len(text.encode()) for text in texts), yinsi.summarize(texts).matched
        alone = library(texts)
        row(f"  {name}, list, {found} with findings", best(lambda t=texts: yinsi.scan_many(t)), size, count, alone)
        row(f"  {name}, list, redacted", best(lambda t=texts: yinsi.redact_many(t)), size, count, alone)
        row(f"  {name}, one by one", best(lambda t=texts: [yinsi.scan(text) for text in t], 3), size, count, alone)
        try:
            import pyarrow as pa
        except ImportError:
            continue
        column = pa.array(texts)
        row(f"  {name}, Arrow, scanned", best(lambda c=column: yinsi.scan_many(c)), size, count, alone)
        row(f"  {name}, Arrow, redacted", best(lambda c=column: yinsi.redact_many(c)), size, count, alone)
        row(f"  {name}, Arrow, summary", best(lambda c=column: yinsi.summarize(c)), size, count, alone)


def plain_re() -> Callable[[str], Any]:
    """A few patterns of the kind one writes by hand, without checks."""
    pattern = re.compile(
        r"(?P<mail>[\w.+-]+@[\w-]+\.[\w.]+)|(?P<id>(?<!\d)\d{17}[\dXx](?!\d))|(?P<mobile>(?<!\d)1[3-9]\d{9}(?!\d))"
        r"|(?P<card>(?<!\d)\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4,7}(?!\d))"
    )
    return lambda text: [match.span() for match in pattern.finditer(text)]


def presidio() -> Callable[[str], Any]:
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import NoOpNlpEngine

    registry = RecognizerRegistry(supported_languages=["en"])
    registry.load_predefined_recognizers(languages=["en"])
    registry.remove_recognizer("SpacyRecognizer")  # no language model: its patterns alone
    engine = AnalyzerEngine(registry=registry, nlp_engine=NoOpNlpEngine([{"lang_code": "en", "model_name": "none"}]))
    return lambda text: engine.analyze(text, language="en")


def argus() -> Callable[[str], Any]:
    import argus_redact

    return lambda text: argus_redact.redact(text)


def others() -> None:
    print("\nothers on the same text: 200 lines of the log (a string of 40 kB), then line by line")
    lines = (DATA / "app.log").read_text(encoding="utf-8", errors="replace").splitlines()[:200]
    whole = "\n".join(lines)
    size = len(whole.encode())
    for name, make in {
        "yinsi": lambda: yinsi.redact,
        "plain re, four patterns": plain_re,
        "Presidio, patterns alone": presidio,
        "argus-redact": argus,
    }.items():
        try:
            call = make()
            call("warm up")
        except ImportError as error:
            print(f"  {name}: left out, {error.name} is not installed")
            continue
        row(f"  {name}, whole", best(lambda c=call: c(whole), 3), size, 1)
        row(f"  {name}, lines", best(lambda c=call: [c(line) for line in lines], 3), size, len(lines))


if __name__ == "__main__":
    start_up()
    large_strings()
    short_strings()
    others()
