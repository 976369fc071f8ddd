"""Presidio: the recognizer behind its analyzer, beside others and alone. No language model."""

from typing import Any

import pytest

import yinsi
from conftest import CASES, Case, spans

presidio = pytest.importorskip("presidio_analyzer")
yp = pytest.importorskip("yinsi.presidio")
from presidio_analyzer.nlp_engine import NoOpNlpEngine  # noqa: E402

MOBILE = "手机13812345678，或 jane@example.com"


def places(results: list[Any]) -> list[tuple[int, int, str, float]]:
    found = [(result.start, result.end, result.entity_type, result.score) for result in results]
    return sorted(found, key=lambda span: (span[0], -span[1]))


def blank(*languages: str) -> NoOpNlpEngine:
    return NoOpNlpEngine([{"lang_code": language, "model_name": "none"} for language in languages])


@pytest.fixture(scope="module")
def alone() -> Any:
    return yp.analyzer_engine()


PLAIN = [case for case in CASES if not (case.label or case.entities or case.min_confidence != 0.5)]


@pytest.mark.parametrize("case", PLAIN, ids=lambda case: case.name)
def test_results_are_the_findings(alone: Any, case: Case) -> None:
    # The analyzer itself drops what lies within another result of the same entity.
    results = places(alone.analyze(case.text, language="en"))
    expected = spans(yinsi.scan(case.text))
    assert set(results) <= set(expected)
    for start, end, entity, score in set(expected) - set(results):
        assert any(r[0] <= start and end <= r[1] and r[2] == entity and r[3] >= score for r in results)


def test_offsets_cut_the_values_out(alone: Any) -> None:
    results = sorted(alone.analyze(MOBILE, language="en"), key=lambda result: result.start)
    assert [(r.entity_type, MOBILE[r.start : r.end]) for r in results] == [
        ("CN_MOBILE_NUMBER", "13812345678"),
        ("EMAIL_ADDRESS", "jane@example.com"),
    ]


def test_one_line_adds_it_to_an_analyzer() -> None:
    own = presidio.PatternRecognizer("BADGE", patterns=[presidio.Pattern("badge", r"B-[0-9]{6}", 0.6)])
    registry = presidio.RecognizerRegistry(recognizers=[own], supported_languages=["en"])
    analyzer = presidio.AnalyzerEngine(registry=registry, nlp_engine=blank("en"))
    analyzer.registry.add_recognizer(yp.YinsiRecognizer())
    found = {r.entity_type: r for r in analyzer.analyze("B-123456 jane@example.com", language="en")}
    assert set(found) == {"BADGE", "EMAIL_ADDRESS"}
    assert found["EMAIL_ADDRESS"].recognition_metadata["recognizer_name"] == "YinsiRecognizer"


def test_beside_presidios_own_recognizers() -> None:
    registry = presidio.RecognizerRegistry(supported_languages=["en"])
    registry.load_predefined_recognizers(languages=["en"])
    registry.remove_recognizer("SpacyRecognizer")  # the one that needs a model
    registry.add_recognizer(yp.YinsiRecognizer())
    analyzer = presidio.AnalyzerEngine(registry=registry, nlp_engine=blank("en"))
    text = "card 4242 4242 4242 4242, mail jane@example.com"
    entities = {r.entity_type for r in analyzer.analyze(text, language="en", score_threshold=0.5)}
    assert {"CREDIT_CARD", "EMAIL_ADDRESS"} <= entities


def test_entities_that_are_asked_for(alone: Any) -> None:
    results = alone.analyze(MOBILE, language="en", entities=["EMAIL_ADDRESS"])
    assert [result.entity_type for result in results] == ["EMAIL_ADDRESS"]
    supported = alone.get_supported_entities("en")
    assert set(supported) == {rule.entity for rule in yinsi.Scanner().rules()}
    recognizer = yp.YinsiRecognizer(supported_entities=["EMAIL_ADDRESS", "NO_SUCH_THING"])
    assert recognizer.get_supported_entities() == ["EMAIL_ADDRESS"]
    assert [r.entity_type for r in recognizer.analyze(MOBILE, [])] == ["EMAIL_ADDRESS"]
    assert recognizer.analyze(MOBILE, ["CN_MOBILE_NUMBER"]) == []


def test_scores_and_thresholds(alone: Any) -> None:
    [result] = alone.analyze("jane@example.com", language="en")
    [finding] = yinsi.scan("jane@example.com")
    assert result.score == finding.confidence
    assert alone.analyze("jane@example.com", language="en", score_threshold=1.0) == []
    low = yp.analyzer_engine(scanner=yinsi.Scanner(min_confidence=0.0))
    assert len(low.analyze("4242424242424242 1234567", language="en")) >= len(
        alone.analyze("4242424242424242 1234567", language="en")
    )


def test_context_raises_what_it_names(alone: Any) -> None:
    [bare] = alone.analyze("13812345678", language="en")
    [named] = alone.analyze("13812345678", language="en", context=["备注", "手机号"], return_decision_process=True)
    [finding] = yinsi.scan("13812345678", label="手机号")
    assert bare.score < named.score == finding.confidence
    assert named.recognition_metadata["is_score_enhanced_by_context"] is True
    assert named.analysis_explanation.supportive_context_word == "手机号"
    [other] = alone.analyze("13812345678", language="en", context=["备注"])
    assert other.score == bare.score


def test_context_in_the_text_counts(alone: Any) -> None:
    [bare] = alone.analyze("13812345678", language="en")
    [near] = alone.analyze("手机 13812345678", language="en", return_decision_process=True)
    assert near.score > bare.score
    assert near.analysis_explanation.supportive_context_word == "手机"
    assert near.analysis_explanation.pattern_name == "cn.mobile"
    assert "1381" not in str(near.analysis_explanation)


def test_languages() -> None:
    analyzer = yp.analyzer_engine(["en", "zh"])
    assert places(analyzer.analyze(MOBILE, language="zh")) == places(analyzer.analyze(MOBILE, language="en"))
    assert len(analyzer.registry.recognizers) == 2


def test_allow_lists_work(alone: Any) -> None:
    assert alone.analyze("jane@example.com", language="en", allow_list=["jane@example.com"]) == []


def test_batches(alone: Any) -> None:
    batch = presidio.BatchAnalyzerEngine(analyzer_engine=alone)
    [columns] = batch.analyze_dict({"note": [MOBILE, "nothing"]}, language="en")
    assert [len(results) for results in columns.recognizer_results] == [2, 0]
