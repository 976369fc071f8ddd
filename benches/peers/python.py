"""Peers written in Python, measured on a file: one JSON object a line and engine.

Presidio runs the patterns of rules.tsv as recognizers, without a language model: its fastest configuration.
argus-redact runs as it comes, in its fast mode. Both get documents of about 4 KiB; time is processor time.
"""

import json
import pathlib
import statistics
import sys
import time
import warnings
from importlib.metadata import version

import tldextract
from argus_redact import redact
from presidio_analyzer import AnalyzerEngine, Pattern, PatternRecognizer, RecognizerRegistry
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine

DOCUMENT = 4096
ROUNDS = 3
SECONDS = 1.5


class NoLanguage(NlpEngine):
    """Says nothing about a text."""

    engine_name = "none"

    def load(self):
        pass

    def is_loaded(self):
        return True

    def process_text(self, text, language):
        return NlpArtifacts([], [], [], [], self, language)

    def process_batch(self, texts, language, **_):
        return ((text, self.process_text(text, language)) for text in texts)

    def is_stopword(self, word, language):
        return False

    def is_punct(self, word, language):
        return False

    def get_supported_entities(self):
        return []

    def get_supported_languages(self):
        return ["en"]


def presidio():
    # The look-up of public suffixes must not ask the network.
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    rules = pathlib.Path(__file__).with_name("rules.tsv").read_text(encoding="utf-8").splitlines()
    rules = [line.split("\t") for line in rules if not line.startswith("# ")]
    recognizers = [
        PatternRecognizer(supported_entity=name.upper(), patterns=[Pattern(name, pattern, 0.5)])
        for name, pattern in rules
    ]
    engine = AnalyzerEngine(
        registry=RecognizerRegistry(recognizers=recognizers, supported_languages=["en"]),
        nlp_engine=NoLanguage(),
        supported_languages=["en"],
    )
    return lambda text: len(engine.analyze(text, language="en")), f"{len(rules)} patterns"


def argus():
    def run(text):
        return len(redact(text, lang=["zh", "en"], detailed=True)[1])

    return run, "its own rules for zh and en, fast mode"


def documents(text):
    document, size = [], 0
    for line in text.splitlines(keepends=True):
        document.append(line)
        size += len(line.encode())
        if size >= DOCUMENT:
            yield "".join(document), size
            document, size = [], 0


def rate(run, texts):
    """Documents spread over the text, as many as the time allows, the same ones in every round."""
    start = time.process_time()
    for tried, (text, _) in enumerate(texts, 1):
        run(text)
        if time.process_time() - start > SECONDS / 4:
            break
    each = (time.process_time() - start) / tried
    count = max(1, min(len(texts), int(SECONDS / each)))
    chosen = [texts[index * len(texts) // count] for index in range(count)]
    size = sum(size for _, size in chosen)
    cpu, wall = [], []
    for _ in range(ROUNDS):
        cpu_start, wall_start = time.process_time(), time.perf_counter()
        found = sum(run(text) for text, _ in chosen)
        cpu.append(size / 1e6 / (time.process_time() - cpu_start))
        wall.append(size / 1e6 / (time.perf_counter() - wall_start))
    return {
        "mb_per_s": statistics.median(cpu),
        "slowest": min(cpu),
        "fastest": max(cpu),
        "wall_mb_per_s": statistics.median(wall),
        "results_per_mib": found / size * 2**20,
        "bytes": size,
        "rounds": ROUNDS,
    }


def main():
    warnings.filterwarnings("ignore")
    text = pathlib.Path(sys.argv[1]).read_bytes().decode(errors="replace")
    texts = list(documents(text))
    for engine, package, make in [
        ("argus-redact", "argus-redact", argus),
        ("Presidio", "presidio-analyzer", presidio),
    ]:
        run, rules = make()
        figure = {"engine": engine, "rules": f"{rules}, {version(package)}", "rate": rate(run, texts)}
        print(json.dumps(figure), flush=True)


if __name__ == "__main__":
    main()
