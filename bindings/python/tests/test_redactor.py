"""Redactors: the operators, functions as operators, findings from elsewhere."""

import pickle
from typing import Any

import pytest

import yinsi
from conftest import PLENTY

TEXT = "联系人：张三，手机13812345678，mail jane@example.com"


def test_operators() -> None:
    redactor = yinsi.Redactor(
        {
            "CN_PERSON_NAME": yinsi.Replace("[某人]"),
            "CN_MOBILE_NUMBER": yinsi.Mask(3, 4),
            "EMAIL_ADDRESS": yinsi.Remove(),
        }
    )
    assert redactor.redact(TEXT) == "联系人：[某人]，手机138****5678，mail "
    assert yinsi.Redactor(default=yinsi.Mask(char="#")).redact("a@example.com") == "#@#######.###"
    hidden = yinsi.Mask(1, 0, separators=False)
    assert yinsi.Redactor(default=hidden).redact("a@example.com") == "a" + 12 * "*"
    assert yinsi.redact(TEXT) == yinsi.Redactor().redact(TEXT) == yinsi.Redactor(default=yinsi.Label()).redact(TEXT)


def test_operators_are_values() -> None:
    for operator in (yinsi.Label(), yinsi.Mask(1, 2, char="#"), yinsi.Remove(), yinsi.Replace("x'y")):
        twin = pickle.loads(pickle.dumps(operator))
        assert twin == operator and hash(twin) == hash(operator)
        assert eval(repr(operator), vars(yinsi)) == operator
    redactor = yinsi.Redactor({"CREDIT_CARD": yinsi.Mask(0, 4)}, default=yinsi.Remove())
    assert pickle.loads(pickle.dumps(redactor)).redact(TEXT) == redactor.redact(TEXT)


def test_what_cannot_be_built() -> None:
    with pytest.raises(yinsi.BuildError, match="mask"):
        yinsi.Redactor(default=yinsi.Mask(char="x"))
    with pytest.raises(yinsi.BuildError, match="is no entity"):
        yinsi.Redactor({"no entity": yinsi.Remove()})
    with pytest.raises(TypeError, match="an operator is"):
        yinsi.Redactor(default=5)  # type: ignore[arg-type]
    with pytest.raises(yinsi.BuildError, match="`text` is none: known are label"):
        yinsi.Redactor(default="text")
    with pytest.raises(ValueError):
        yinsi.Mask(char="ab")


def test_functions() -> None:
    seen: list[tuple[yinsi.Finding, Any]] = []

    def note(finding: yinsi.Finding, value: Any) -> str:
        seen.append((finding, value))
        return f"[{len(value)}]"

    redactor = yinsi.Redactor(default=note)
    assert redactor.redact(TEXT) == "联系人：[2]，手机[11]，mail [16]"
    assert [value for _, value in seen] == [TEXT[finding.slice] for finding, _ in seen]
    assert [finding for finding, _ in seen] == yinsi.scan(TEXT)
    seen.clear()
    data = TEXT.encode()
    assert redactor.redact(data) == "联系人：[6]，手机[11]，mail [16]".encode()
    assert [value for _, value in seen] == [data[finding.slice] for finding, _ in seen]
    assert yinsi.Redactor(default=lambda _, value: value.upper()).redact(b"a@example.com") == b"A@EXAMPLE.COM"


def test_functions_in_many_texts() -> None:
    redactor = yinsi.Redactor(default=lambda finding, value: f"{finding.start}")
    texts = [TEXT, "nothing", None, "a@example.com"]
    assert redactor.redact_many(texts) == [redactor.redact(TEXT), "nothing", None, "0"]
    pa = pytest.importorskip("pyarrow")
    assert pa.array(redactor.redact_many(pa.array(texts))).to_pylist() == redactor.redact_many(texts)


def test_a_function_may_redact() -> None:
    inner = yinsi.Redactor(default=lambda _, value: f"({len(value)})")
    outer = yinsi.Redactor(default=lambda finding, value: inner.redact(value) + str(finding.start))
    assert outer.redact("手机13812345678 a@example.com") == "手机(11)2 (13)14"


@pytest.mark.parametrize("many", [False, True])
def test_what_a_function_raises_comes_out(many: bool) -> None:
    calls = []

    def fail(finding: yinsi.Finding, value: str) -> str:
        calls.append(finding)
        raise LookupError("not today")

    redactor = yinsi.Redactor(default=fail)
    with pytest.raises(LookupError, match="not today"):
        redactor.redact_many([TEXT]) if many else redactor.redact(TEXT)
    assert len(calls) == 1
    with pytest.raises(TypeError, match="must return str"):
        yinsi.Redactor(default=lambda *_: 5).redact(TEXT)  # type: ignore[arg-type,return-value]
    with pytest.raises(TypeError, match="must return str"):
        yinsi.Redactor(default=lambda *_: b"x").redact(TEXT)


def test_findings_from_elsewhere() -> None:
    redactor = yinsi.Redactor({"CITY": yinsi.Mask(1, 0)})
    text = "电话 😀 Jane in Springfield"
    findings = [
        yinsi.Finding("CITY", "model", 13, 24, 0.9),
        yinsi.Finding("PERSON", "model", 5, 9, 0.9),
        yinsi.Finding("PERSON", "model", 90, 99, 0.9),
    ]
    assert redactor.apply(text, findings) == "电话 😀 <PERSON> in S**********"
    assert redactor.apply(text.encode(), [yinsi.Finding("PERSON", "model", 12, 16, 0.9)]).decode() == (
        "电话 😀 <PERSON> in Springfield"
    )
    assert redactor.apply(text, []) == text
    assert yinsi.Redactor().apply(PLENTY, yinsi.scan(PLENTY)) == yinsi.redact(PLENTY)
    with pytest.raises(TypeError):
        redactor.apply(text, ["PERSON"])  # type: ignore[list-item]


def test_redacting_again_changes_nothing() -> None:
    once = yinsi.redact(TEXT)
    assert yinsi.redact(once) == once
