"""Scanners, findings and rules: options, equality, pickling, errors."""

import copy
import datetime
import pickle
from pathlib import Path

import pytest

import yinsi
from conftest import PLENTY, spans

RULE = """
[[rule]]
id = "house.badge"
entity = "BADGE_NUMBER"
name = "Badge number"
category = "other"
pattern = 'B-[0-9]{6}'
valid = ["B-123456"]
invalid = ["B-12345"]
references = ["the house's handbook"]
"""


def entities(scanner: yinsi.Scanner, text: str) -> list[str]:
    return [finding.entity for finding in scanner.scan(text)]


def test_options_choose() -> None:
    text = "手机13812345678, a@example.com"
    assert entities(yinsi.Scanner(), text) == ["CN_MOBILE_NUMBER", "EMAIL_ADDRESS"]
    assert entities(yinsi.Scanner(entities=["EMAIL_ADDRESS"]), text) == ["EMAIL_ADDRESS"]
    assert entities(yinsi.Scanner(countries=["HK"]), text) == ["EMAIL_ADDRESS"]
    assert entities(yinsi.Scanner(categories={"contact"}), text) == ["CN_MOBILE_NUMBER", "EMAIL_ADDRESS"]
    assert entities(yinsi.Scanner(categories=("network",)), text) == []
    assert entities(yinsi.Scanner(allow=["13812345678", b"a@example.com"]), text) == []
    assert entities(yinsi.Scanner(builtin=False, deny=["example"]), text) == ["DENIED_VALUE"]
    assert entities(yinsi.Scanner(min_confidence=1.0), text) == []
    assert len(yinsi.Scanner(entities=["ALL"]).rules()) == len(yinsi.rules())
    assert len(yinsi.Scanner().rules()) == sum(rule.default for rule in yinsi.rules())
    early = yinsi.Scanner(latest_date=datetime.date(1940, 1, 1))
    assert "CN_RESIDENT_ID" not in entities(early, "身份证11010519491231002X")
    assert yinsi.Scanner(isa="scalar").isa() == "scalar"
    assert yinsi.Scanner(context_window=0).scan(text)


def test_rules_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "house.toml"
    path.write_text(RULE, encoding="utf-8")
    rules = yinsi.Rules.from_toml(RULE)
    assert [rule.id for rule in rules] == ["house.badge"] and len(rules) == 1
    with pytest.raises(IndexError):
        rules[1]
    for given in (rules, path, str(path), [rules], yinsi.Rules.from_file(path)):
        scanner = yinsi.Scanner(rules=given)
        assert entities(scanner, "badge B-123456") == ["BADGE_NUMBER"]
        assert entities(pickle.loads(pickle.dumps(scanner)), "badge B-123456") == ["BADGE_NUMBER"]
    assert yinsi.Scanner(rules=rules).diagnostics() == []


def test_errors_name_what_is_at_fault() -> None:
    assert issubclass(yinsi.BuildError, yinsi.Error) and issubclass(yinsi.Error, ValueError)
    with pytest.raises(yinsi.BuildError, match="unknown entity `EMAIL_ADRESS`; did you mean `EMAIL_ADDRESS`"):
        yinsi.Scanner(entities=["EMAIL_ADRESS"])
    with pytest.raises(yinsi.BuildError, match="min_confidence"):
        yinsi.Scanner(min_confidence=1.5)
    with pytest.raises(yinsi.BuildError, match="unknown category `money`; there are identity"):
        yinsi.Scanner(categories=["money"])
    with pytest.raises(yinsi.BuildError, match="instruction set"):
        yinsi.Scanner(isa="mmx")
    with pytest.raises(yinsi.BuildError, match=r"house\.toml: rule `house\.badge`"):
        yinsi.Rules.from_toml(RULE.replace("[0-9]{6}", "[0-9"), "house.toml")
    with pytest.raises(yinsi.BuildError, match="defined twice"):
        rules = yinsi.Rules.from_toml(RULE)
        yinsi.Scanner(rules=[rules, rules])
    with pytest.raises(FileNotFoundError):
        yinsi.Scanner(rules="no such file.toml")
    for option in ("countries", "entities", "categories", "deny"):
        with pytest.raises(TypeError, match=f"{option} must be a list"):
            yinsi.Scanner(**{option: "CN"})
    with pytest.raises(TypeError):
        yinsi.Scanner(["CN"])  # type: ignore[misc]


def test_labels() -> None:
    assert yinsi.scan("张三") == []
    assert [finding.entity for finding in yinsi.scan("张三", label="姓名")] == ["CN_PERSON_NAME"]
    assert yinsi.redact("张三", label="姓名") == "<CN_PERSON_NAME>"
    assert yinsi.redact_many(["张三", None], label="姓名") == ["<CN_PERSON_NAME>", None]
    assert yinsi.summarize(["张三"], label="姓名").findings == {"CN_PERSON_NAME": 1}


def test_every_way_of_asking_agrees() -> None:
    scanner = yinsi.Scanner()
    findings = scanner.scan(PLENTY)
    assert len(findings) > 100
    assert scanner.count(PLENTY) == len(findings)
    assert scanner.is_match(PLENTY) and not scanner.is_match("nothing")
    assert yinsi.scan(PLENTY) == findings
    explanation = scanner.explain(PLENTY[:300])
    assert list(explanation.findings) == scanner.scan(PLENTY[:300])


def test_explain_says_why_not() -> None:
    text = "卡号 4242424242424243"
    explanation = yinsi.explain(text)
    assert explanation.findings == ()
    [why] = [no for no in explanation.rejected if (no.entity, no.detail) == ("CREDIT_CARD", "luhn")]
    assert (why.reason, text[why.start : why.end]) == ("check", "4242424242424243")
    assert "4242" not in repr(explanation) + repr(why)


def test_findings_are_values() -> None:
    [finding] = yinsi.scan("身份证11010519491231002X")
    [again] = yinsi.scan("身份证11010519491231002X")
    assert finding == again and hash(finding) == hash(again) and len({finding, again}) == 1
    assert finding != yinsi.scan("身份证 11010519491231002X")[0]
    assert finding != "finding"
    assert "1949" not in repr(finding) and "1949" not in repr(finding.evidence)
    assert eval(repr(finding.evidence), {"Evidence": yinsi.Evidence}) == finding.evidence
    for twin in (pickle.loads(pickle.dumps(finding)), copy.copy(finding), copy.deepcopy(finding)):
        assert twin == finding and twin.evidence == finding.evidence
    with pytest.raises(AttributeError):
        finding.start = 3  # type: ignore[misc]
    assert finding.confidence == round(finding.confidence, 2)


def test_findings_of_ones_own() -> None:
    made = yinsi.Finding("PERSON", "model", 0, 4, 0.756, evidence=yinsi.Evidence(label="name", checks=["a"]))
    assert (made.confidence, made.evidence.label, made.evidence.checks) == (0.76, "name", ("a",))
    with pytest.raises(yinsi.Error):
        yinsi.Finding("PERSON", "model", 4, 0, 0.5)
    with pytest.raises(yinsi.Error):
        yinsi.Finding("PERSON", "model", 0, 4, 50)
    with pytest.raises(yinsi.Error):
        yinsi.Evidence(checks=list("abcde"))


def test_scanners_pickle() -> None:
    scanner = yinsi.Scanner(
        countries=["CN"], allow=[b"13812345678"], deny=["secret"], min_confidence=0.6, context_window=50
    )
    twin = pickle.loads(pickle.dumps(scanner))
    assert spans(twin.scan(PLENTY)) == spans(scanner.scan(PLENTY))
    assert pickle.dumps(twin) == pickle.dumps(scanner)


def test_the_catalogue() -> None:
    rules = {rule.id: rule for rule in yinsi.rules()}
    assert len(rules) == len(yinsi.rules()) >= 80
    rule = rules["cn.resident_id"]
    assert (rule.entity, rule.country, rule.category) == ("CN_RESIDENT_ID", "CN", "identity")
    assert rule.patterns and rule.checks and rule.labels and rule.valid and rule.invalid and rule.references
    assert rule == rules["cn.resident_id"] and rule != rules["contact.email"]
    assert rules["contact.email"].country is None
    assert any(rule.requires_label for rule in rules.values())
    assert any(rule.container for rule in rules.values())


def test_summaries_add_up() -> None:
    texts = [*PLENTY.splitlines(), None]
    whole = yinsi.summarize(texts)
    parts = yinsi.summarize(texts[:50]) + yinsi.summarize(texts[50:])
    assert parts == whole and pickle.loads(pickle.dumps(whole)) == whole
    assert whole + yinsi.Summary() == whole
    listed = yinsi.scan_many(texts)
    assert (whole.rows, whole.nulls) == (len(texts), 1)
    assert whole.matched == sum(bool(findings) for findings in listed)
    names = [{finding.entity for finding in findings or ()} for findings in listed]
    assert whole.matched_by_entity == {
        entity: sum(entity in row for row in names) for entity in sorted(set().union(*names))
    }
