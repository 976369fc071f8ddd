"""Operators, plain and keyed, as the conformance cases have them and as classes."""

import pickle
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import yinsi
from conftest import PLENTY, ROOT, run

SECRET = b"an example, not a secret: 32 byte"
KEY = yinsi.Key.from_bytes(SECRET)

CASES = [
    (f"{path.stem}/{case['name']}", case, operator, expected)
    for path in sorted((ROOT / "crates/yinsi/tests/cases/redaction").glob("*.toml"))
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    for operator, expected in case["redacted"].items()
]


@pytest.mark.parametrize(
    ("case", "operator", "expected"), [c[1:] for c in CASES], ids=[f"{c[0]}:{c[2]}" for c in CASES]
)
def test_conformance(case: dict[str, Any], operator: str, expected: str) -> None:
    key = yinsi.Key.from_bytes(case["key"].encode()) if "key" in case else None
    scanner = yinsi.Scanner(
        entities=case.get("entities"), min_confidence=case.get("min_confidence", 0.5)
    )
    redactor = yinsi.Redactor(default=yinsi.Operator(operator, key=key))
    text, label = case["text"], case.get("label")
    assert redactor.redact(text, scanner=scanner, label=label) == expected
    assert redactor.redact(text.encode(), scanner=scanner, label=label).decode() == expected
    assert redactor.redact_many([text], scanner=scanner, label=label) == [expected]
    if key is None:
        assert yinsi.Redactor(default=operator).redact(text, scanner=scanner, label=label) == expected
    if label is None:
        stream = yinsi.RedactStream(redactor, scanner)
        assert "".join([*(stream.push(char) for char in text), stream.finish()]) == expected


def test_there_are_cases() -> None:
    assert len(CASES) >= 40


EXAMPLES: list[tuple[Any, str]] = [
    (yinsi.Numbered(), "手机<CN_MOBILE_NUMBER_1>"),
    (yinsi.Keep(), "手机13812345678"),
    (yinsi.Truncate(3), "手机138"),
    (yinsi.Mask.preset("mobile"), "手机138****5678"),
    (yinsi.Mask(3, 4, part="national"), "手机138****5678"),
    (yinsi.Mask(2, 2, digits=True, char="#"), "手机13#######78"),
    (yinsi.Generalise("year"), "手机<CN_MOBILE_NUMBER>"),
    (yinsi.Bucket(10**10), "手机[10000000000, 20000000000)"),
    (yinsi.Bucket(edges=[0, 5]), "手机>=5"),
    (yinsi.Operator("mask:last4"), "手机*******5678"),
    (yinsi.Token(KEY), "手机<CN_MOBILE_NUMBER:tlq4kkrajly46vnl>"),
    (yinsi.Token(KEY, length=20, alphabet="digits", bare=True), "手机36162242426169937875"),
    (
        yinsi.Encrypt(KEY),
        "手机<CN_MOBILE_NUMBER:080ddb47.vcydpqtuknvwdomfnqh7c2d4evtanwco5hu3gf2hqfra>",
    ),
    (yinsi.Preserve(KEY), "手机15852723395"),
    (yinsi.Preserve(KEY, tweak="other"), "手机17037865802"),
    (yinsi.Surrogate(KEY), "手机13498649295"),
    (yinsi.ShiftDate(KEY, days=30), "手机<CN_MOBILE_NUMBER>"),
]


@pytest.mark.parametrize(("operator", "expected"), EXAMPLES, ids=lambda part: repr(part)[:30])
def test_classes(operator: Any, expected: str) -> None:
    redactor = yinsi.Redactor(default=operator)
    assert redactor.redact("手机13812345678") == expected
    again = pickle.loads(pickle.dumps(operator))
    assert again == operator and hash(again) == hash(operator) and repr(again) == repr(operator)
    assert operator != yinsi.Label() and type(again) is type(operator)
    assert pickle.loads(pickle.dumps(redactor)).redact("手机13812345678") == expected
    assert SECRET.decode() not in repr(operator) + repr(redactor)


def test_tokens_are_those_of_the_command(command: list[str], tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(SECRET + b"\n")
    key = yinsi.Key.from_file(tmp_path / "key")
    assert key == KEY
    options = ["--key-file", str(tmp_path / "key"), "--structure", "none"]
    for name, operator in {
        "token": yinsi.Token(key),
        "encrypt": yinsi.Encrypt(key),
        "preserve": yinsi.Preserve(key),
        "surrogate": yinsi.Surrogate(key),
    }.items():
        done = run(command, "redact", *options, "--default-operator", name, given=PLENTY.encode())
        redacted = yinsi.Redactor(default=operator).redact(PLENTY)
        # Byte strings, so that a failure does not show a diff of the whole.
        assert (done.returncode, done.stdout == redacted.encode()) == (0, True), name
        assert redacted != PLENTY


@pytest.mark.parametrize(
    "operator",
    [
        *(yinsi.Numbered(), yinsi.Mask(), yinsi.Remove(), yinsi.Replace("gone"), yinsi.Generalise("year")),
        *(yinsi.Token(KEY), yinsi.Token(KEY, bare=True), yinsi.Surrogate(KEY), yinsi.Encrypt(KEY)),
    ],
    ids=repr,
)
def test_redacting_again_changes_nothing(operator: Any) -> None:
    redactor = yinsi.Redactor(default=operator)
    once = redactor.redact_many(PLENTY.splitlines())
    assert redactor.redact_many(once) == once != PLENTY.splitlines()


PHONES = st.from_regex(r"\A1(3[5-9]|5[012789]|8[23478])[0-9]{8}\Z").filter(str.isascii)


@given(st.lists(PHONES, min_size=1, max_size=20))
def test_what_is_reversible_comes_back(phones: list[str]) -> None:
    text = "\n".join(f"手机{phone} mail p{phone}@example.com" for phone in phones)
    sealed = yinsi.Redactor(default=yinsi.Encrypt(KEY)).redact(text)
    assert not any(phone in sealed for phone in phones)
    reversed_ = yinsi.Reverser(yinsi.Key.from_bytes(b"another key, of no use"), KEY).reverse(sealed)
    assert (reversed_.text, reversed_.restored, reversed_.unopened) == (text, 2 * len(phones), 0)
    redactor = yinsi.Redactor({"CN_MOBILE_NUMBER": yinsi.Preserve(KEY)}, default=yinsi.Keep())
    text = "\n".join(f"手机{phone}" for phone in phones)
    sealed = redactor.redact(text)
    assert yinsi.Reverser(KEY, redactor=redactor).reverse(sealed.encode()).text == text.encode()
    assert [f.entity for f in yinsi.scan(sealed)] == [f.entity for f in yinsi.scan(text)]


@given(st.integers(2, 36), st.data())
def test_ff1(radix: int, data: st.DataObject) -> None:
    numerals = data.draw(st.lists(st.integers(0, radix - 1), min_size=21, max_size=40))
    tweak = data.draw(st.binary(max_size=20))
    ff1 = yinsi.Ff1(KEY)
    sealed = ff1.encrypt(radix, numerals, tweak=tweak)
    assert ff1.decrypt(radix, sealed, tweak=tweak) == numerals
    assert len(sealed) == len(numerals) and all(0 <= numeral < radix for numeral in sealed)


def test_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert repr(KEY) == f"Key({KEY.id})" == "Key(080ddb47)"
    assert pickle.loads(pickle.dumps(KEY)) == KEY != yinsi.Key.from_bytes(b"0123456789abcdef")
    assert len({KEY, yinsi.Key.from_bytes(bytearray(SECRET))}) == 1
    monkeypatch.setenv("YINSI_TEST_KEY", SECRET.decode())
    assert yinsi.Key.from_env("YINSI_TEST_KEY") == KEY
    binary = bytes(range(15)) + b"\n"
    (tmp_path / "key").write_bytes(binary)
    assert yinsi.Key.from_file(tmp_path / "key") == yinsi.Key.from_bytes(binary)
    for wrong in (
        lambda: yinsi.Key.from_bytes(b"too short, really"[:9]),
        lambda: yinsi.Key.from_env("YINSI_NO_SUCH_VARIABLE"),
        lambda: yinsi.Key.from_file(tmp_path / "missing"),
    ):
        with pytest.raises(yinsi.BuildError, match="^key: ") as raised:
            wrong()
        assert "too short" not in str(raised.value)
    with pytest.raises(TypeError, match="a secret must be bytes"):
        yinsi.Key.from_bytes(SECRET.decode())  # type: ignore[arg-type]


def test_what_cannot_be() -> None:
    with pytest.raises(yinsi.BuildError, match="fewer than a million"):
        yinsi.Redactor({"CREDIT_CARD_CVV": yinsi.Preserve(KEY)})
    with pytest.raises(yinsi.BuildError, match="needs a key"):
        yinsi.Operator("token")
    with pytest.raises(yinsi.BuildError, match="no alphabet"):
        yinsi.Token(KEY, alphabet="runes")  # type: ignore[arg-type]
    with pytest.raises(yinsi.BuildError, match="either a width or edges"):
        yinsi.Bucket()
    with pytest.raises(yinsi.BuildError, match="parts are whole"):
        yinsi.Mask(part="half")  # type: ignore[arg-type]
    with pytest.raises(yinsi.BuildError, match="there are pci"):
        yinsi.Mask.preset("visa")
    with pytest.raises(yinsi.BuildError, match="expected generalise:HOW"):
        yinsi.Generalise("decade")  # type: ignore[arg-type]
    for wrong in (
        lambda: yinsi.Redactor(default=yinsi.ShiftDate(KEY, days=0)),
        lambda: yinsi.Redactor(default=yinsi.Token(KEY, length=3)),
        lambda: yinsi.Ff1(KEY).encrypt(10, [1, 2, 3]),
        lambda: yinsi.Ff1(KEY).encrypt(10, [10] * 20),
    ):
        with pytest.raises(yinsi.BuildError):
            wrong()
    with pytest.raises(TypeError, match="an operator is"):
        yinsi.Redactor(default=yinsi.Token)  # type: ignore[arg-type]


def test_surrogates_are_known_again() -> None:
    redactor = yinsi.Redactor(default=yinsi.Surrogate(KEY))
    once = redactor.redact("手机13812345678, jane@example.com")
    assert redactor.redact(once) == once
    values = [once[finding.slice] for finding in yinsi.scan(once)]
    assert len(values) == 2 and all(yinsi.is_surrogate(value) for value in values)
    assert yinsi.is_surrogate(values[0].encode()) and not yinsi.is_surrogate("13812345678")


def test_dates_of_one_subject_move_alike() -> None:
    scanner = yinsi.Scanner(entities=["DATE_TIME"])
    redactor = yinsi.Redactor(default=yinsi.ShiftDate(KEY))

    def moved(subject: str | None, *texts: str) -> list[str]:
        document = yinsi.Document(subject=subject)
        return [redactor.redact(text, scanner=scanner, document=document) for text in texts]

    dates = ("2024-03-05", "2024-03-15")
    one, other = moved("patient 1", *dates), moved("patient 2", *dates)
    assert one == moved("patient 1", *dates) != other
    assert moved(None, dates[0]) == [redactor.redact(dates[0], scanner=scanner)]
    stream = yinsi.RedactStream(redactor, scanner, subject="patient 1")
    assert stream.push(dates[0]) + stream.finish() == one[0]


def test_choices() -> None:
    redactor = yinsi.Redactor(
        {"EMAIL_ADDRESS": "mask:email"},
        categories={"financial": yinsi.Remove()},
        countries={"CN": yinsi.Replace("中")},
        default=yinsi.Numbered(),
    )
    text = "jane@example.com, 4242 4242 4242 4242, 手机13812345678, IP 203.0.113.77"
    expected = "j***@example.com, , 手机中, IP <IP_ADDRESS_1>"
    assert redactor.redact(text) == expected
    assert pickle.loads(pickle.dumps(redactor)).redact(text) == expected
    with pytest.raises(yinsi.BuildError, match="unknown category"):
        yinsi.Redactor(categories={"money": yinsi.Remove()})
    with pytest.raises(yinsi.BuildError, match="path"):
        yinsi.Redactor(paths={"a//b": yinsi.Remove()})
