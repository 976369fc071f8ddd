"""Presidio: a recognizer for its analyzer.

One line adds it to an analyzer that is there:

    analyzer.registry.add_recognizer(yinsi.presidio.YinsiRecognizer())

or stands for one, without any language model:

>>> import yinsi.presidio
>>> analyzer = yinsi.presidio.analyzer_engine()
>>> text = "Call me: jane@example.com"
>>> [(result.entity_type, text[result.start:result.end]) for result in analyzer.analyze(text, "en")]
[('EMAIL_ADDRESS', 'jane@example.com')]

Entities have yinsi's names, which are Presidio's where both have one.
"""

from collections.abc import Iterable
from typing import Any

from . import Finding, Scanner
from ._missing import needs

with needs("presidio", "presidio-analyzer"):
    from presidio_analyzer import (
        AnalysisExplanation,
        AnalyzerEngine,
        EntityRecognizer,
        RecognizerRegistry,
        RecognizerResult,
    )
    from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine, NoOpNlpEngine

__all__ = ["YinsiRecognizer", "analyzer_engine"]


class YinsiRecognizer(EntityRecognizer):
    """All that `scanner` finds, as one recognizer.

    A recognizer of Presidio's speaks one language: make one for each that an analyzer supports;
    the findings are the same. Words around a value are weighed by yinsi itself; the
    `context=` of `analyze` is taken as what a label says (a column header, a form field), and raises the score
    of what it names.
    """

    name: str

    def __init__(
        self,
        *,
        scanner: Scanner | None = None,
        supported_language: str = "en",
        supported_entities: Iterable[str] | None = None,
        name: str = "YinsiRecognizer",
        score_thresholds: dict[str, float] | None = None,
    ) -> None:
        self._scanner = scanner or Scanner()
        known = {rule.entity for rule in self._scanner.rules()}
        super().__init__(
            supported_entities=sorted(known if supported_entities is None else known & set(supported_entities)),
            name=name,
            supported_language=supported_language,
            score_thresholds=score_thresholds,
        )

    def load(self) -> None:
        """Does nothing: the rules are in the package."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """The findings in `text` of the `entities` that are asked for."""
        wanted = set(self.supported_entities)
        if entities:
            wanted &= set(entities)
        return [self._result(finding) for finding in self._scanner.scan(text) if finding.entity in wanted]

    def enhance_using_context(
        self,
        text: str,
        raw_recognizer_results: list[RecognizerResult],
        other_raw_recognizer_results: list[RecognizerResult],
        nlp_artifacts: NlpArtifacts,
        context: list[str] | None = None,
    ) -> list[RecognizerResult]:
        """Raises the score of results that one of the `context` words names."""
        for word in context or () if raw_recognizer_results else ():
            scores = {
                (finding.entity, finding.start, finding.end): finding.confidence
                for finding in self._scanner.scan(text, label=word)
            }
            for result in raw_recognizer_results:
                score = scores.get((result.entity_type, result.start, result.end), 0.0)
                if score > result.score:
                    result.score = score
                    result.recognition_metadata[RecognizerResult.IS_SCORE_ENHANCED_BY_CONTEXT_KEY] = True
                    result.analysis_explanation.set_supportive_context_word(word)
                    result.analysis_explanation.set_improved_score(score)
        return raw_recognizer_results

    def _result(self, finding: Finding) -> RecognizerResult:
        evidence = finding.evidence
        word = evidence.label or evidence.context
        valid: Any = True if evidence.checks else None  # `None` for: there was nothing to check
        explanation = AnalysisExplanation(
            recognizer=self.name,
            original_score=finding.confidence,
            pattern_name=finding.rule,
            validation_result=valid,
            textual_explanation=repr(evidence),
        )
        if word:
            explanation.set_supportive_context_word(word)
        return RecognizerResult(
            entity_type=finding.entity,
            start=finding.start,
            end=finding.end,
            score=finding.confidence,
            analysis_explanation=explanation,
            recognition_metadata={
                RecognizerResult.RECOGNIZER_NAME_KEY: self.name,
                RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
            },
        )


def analyzer_engine(
    languages: Iterable[str] = ("en",),
    *,
    scanner: Scanner | None = None,
    nlp_engine: NlpEngine | None = None,
    **options: Any,
) -> AnalyzerEngine:
    """An `AnalyzerEngine` whose recognizer is yinsi, for each of `languages`.

    Without `nlp_engine` it loads no language model. `options` are `AnalyzerEngine`'s own.
    """
    supported = list(languages)
    scanner = scanner or Scanner()
    return AnalyzerEngine(
        registry=RecognizerRegistry(
            recognizers=[
                YinsiRecognizer(scanner=scanner, supported_language=language) for language in supported
            ],
            supported_languages=supported,
        ),
        nlp_engine=nlp_engine
        or NoOpNlpEngine([{"lang_code": language, "model_name": "none"} for language in supported]),
        supported_languages=supported,
        **options,
    )
