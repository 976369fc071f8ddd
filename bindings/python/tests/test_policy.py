"""Policies: operators as data, the same object for one text and for many."""

import importlib
import logging
import pickle
from pathlib import Path

import pytest

import yinsi
import yinsi.logging
from conftest import PLENTY, run
from test_operators import KEY, SECRET

TOML = """
name = "desk"
description = "What an agent may see"
default = "label"
find = ["DATE_TIME"]
[entities]
CN_MOBILE_NUMBER = "mask:mobile"
DATE_TIME = "generalise:year"
[paths]
"/internal/*" = "remove"
"""


def test_what_a_policy_says(tmp_path: Path) -> None:
    (tmp_path / "desk.toml").write_text(TOML, encoding="utf-8")
    policies = [yinsi.Policy.from_toml(TOML), yinsi.Policy.from_file(tmp_path / "desk.toml")]
    policies.append(pickle.loads(pickle.dumps(policies[0])))
    text, expected = "手机13812345678, a@example.com, 2024-03-05", "手机138****5678, <EMAIL_ADDRESS>, 2024"
    for policy in policies:
        assert (policy.name, policy.description) == ("desk", "What an agent may see")
        assert (policy.find, sorted(policy.entities)) == (["DATE_TIME"], ["CN_MOBILE_NUMBER", "DATE_TIME"])
        assert yinsi.redact(text, policy=policy) == expected
        assert yinsi.redact(text.encode(), policy=policy) == expected.encode()
        assert yinsi.redact_many([text, None], policy=policy) == [expected, None]
        redactor = yinsi.Redactor(policy=policy)
        assert redactor.redact(text) == expected
        assert redactor.redact(text, scanner=yinsi.Scanner()) == expected.replace("2024", "2024-03-05")
        assert pickle.loads(pickle.dumps(redactor)).redact(text) == expected
        stream = yinsi.RedactStream(redactor)
        assert stream.push(text) + stream.finish() == expected
        document = '{"internal": {"note": "a@example.com"}, "mail": "a@example.com"}'
        assert yinsi.redact(document, policy=policy, format="json") == (
            '{"internal": {"note": ""}, "mail": "<EMAIL_ADDRESS>"}'
        )
        assert yinsi.Redactor({"EMAIL_ADDRESS": "keep"}, policy=policy).redact("a@example.com") == "a@example.com"


@pytest.mark.parametrize("name", yinsi.Policy.presets())
def test_presets_are_those_of_the_command(name: str, command: list[str], tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(SECRET)
    policy = yinsi.Policy.preset(name, KEY)
    done = run(
        command,
        *("redact", "--policy", name, "--key-file", str(tmp_path / "key"), "--structure", "none"),
        given=PLENTY.encode(),
    )
    redacted = yinsi.redact(PLENTY, policy=policy)
    assert (done.returncode, done.stdout == redacted.encode()) == (0, True)
    assert yinsi.redact(PLENTY, policy=pickle.loads(pickle.dumps(policy))) == redacted != PLENTY
    assert repr(policy) == f"<Policy: {name!r}, key=Key(080ddb47)>"


def test_integrations_look_for_what_a_policy_wants_found() -> None:
    redactor = yinsi.Redactor(policy=yinsi.Policy.from_toml(TOML))
    record = logging.LogRecord("shop", logging.INFO, __file__, 1, "on 2024-03-05", None, None)
    assert yinsi.logging.RedactingFilter(redactor=redactor).filter(record) and record.msg == "on 2024"
    duckdb, pl = pytest.importorskip("duckdb"), pytest.importorskip("polars")
    importlib.import_module("yinsi.polars")
    series = pl.Series("note", ["on 2024-03-05"])
    assert series.yinsi.redact(redactor=redactor).to_list() == ["on 2024"]
    pytest.importorskip("pyarrow")
    connection = duckdb.connect()
    importlib.import_module("yinsi.duckdb").register(connection, redactor=redactor)
    assert connection.sql("SELECT yinsi_redact('on 2024-03-05')").fetchall() == [("on 2024",)]


def test_what_cannot_be() -> None:
    with pytest.raises(yinsi.BuildError, match=r"unknown policy; there are .*llm"):
        yinsi.redact("text", policy="none")
    with pytest.raises(yinsi.BuildError, match="needs a key"):
        yinsi.redact("text", policy="gdpr-pseudonymise")
    with pytest.raises(yinsi.BuildError, match="desk.toml: line 1"):
        yinsi.Policy.from_toml("name = ", "desk.toml")
    with pytest.raises(TypeError, match="policy must be"):
        yinsi.redact("text", policy=5)  # type: ignore[call-overload]
    with pytest.raises(OSError):
        yinsi.Policy.from_file("no/such/file.toml")
