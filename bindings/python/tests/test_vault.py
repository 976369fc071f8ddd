"""Vaults: placeholders out, values back, in memory and in a file."""

import json
import pickle
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import yinsi
from conftest import PLENTY, run
from test_operators import KEY, SECRET


@pytest.mark.parametrize("vault", [yinsi.Vault.numbered(), yinsi.Vault.keyed(KEY)])
def test_there_and_back(vault: yinsi.Vault) -> None:
    redactor = yinsi.Redactor(default=vault)
    redacted = redactor.redact(PLENTY)
    assert redacted != PLENTY and (vault.restore(redacted) == PLENTY)
    assert vault.restore(redacted.encode()) == PLENTY.encode()
    assert redactor.redact(PLENTY) == redacted and len(vault) > 100
    stream = yinsi.RestoreStream(vault)
    assert "".join([*(stream.push(char) for char in redacted), stream.finish()]) == PLENTY
    assert repr(vault) == f"<Vault: {len(vault)} placeholders>"


def test_placeholders_depend_on_value_and_key_alone() -> None:
    one, other = yinsi.Vault.keyed(KEY), yinsi.Vault.keyed(KEY)
    other.placeholder("PERSON", "somebody else")
    assert one.placeholder("PERSON", "Jane") == other.placeholder("PERSON", b"Jane")
    assert one.placeholder("PERSON", "Jane") != yinsi.Vault.keyed(KEY, suffix_len=9).placeholder("PERSON", "Jane")
    assert one.value(one.placeholder("PERSON", "Jané")) == "Jané".encode()
    assert one.value("<PERSON_1>") is None


def test_files(tmp_path: Path, command: list[str]) -> None:
    path = tmp_path / "vault"
    vault = yinsi.Vault.keyed(KEY)
    text = "手机13812345678, jane@example.com"
    redacted = yinsi.Redactor(default=vault).redact(text)
    vault.save(path, KEY)
    assert b"jane" not in path.read_bytes()
    assert yinsi.Vault.load(path, KEY).restore(redacted) == text
    # The command reads it, and writes what Python reads.
    (tmp_path / "key").write_bytes(SECRET)
    key = ["--key-file", str(tmp_path / "key")]
    done = run(command, "restore", "--vault", str(path), *key, given=redacted.encode())
    assert done.stdout.decode() == text
    more = "mail john@example.com"
    done = run(command, "redact", "--vault", str(path), *key, given=more.encode())
    assert yinsi.Vault.load(path, KEY).restore(done.stdout.decode()) == more
    with pytest.raises(yinsi.VaultError, match="written with key 080ddb47"):
        yinsi.Vault.load(path, yinsi.Key.from_bytes(b"another key, of no use"))
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(yinsi.VaultError, match="damaged"):
        yinsi.Vault.load(path, KEY)
    with pytest.raises(FileNotFoundError):
        yinsi.Vault.load(tmp_path / "missing", KEY)
    with pytest.raises(yinsi.VaultError, match="not a vault"):
        yinsi.Vault.load(tmp_path / "key", KEY)


def test_documents() -> None:
    vault = yinsi.Vault.numbered()
    redactor = yinsi.Redactor(default=vault)
    text = json.dumps({"手机": 13812345678, "args": json.dumps({"to": "jane@example.com"})})
    redacted = redactor.redact(text, format="json")
    assert "jane" not in redacted and json.loads(redacted)["手机"] == "<CN_MOBILE_NUMBER_1>"
    assert json.loads(vault.restore(redacted, format="json")) == json.loads(text)
    assert vault.restore(redacted.encode(), format="json") == vault.restore(redacted, format="json").encode()


def test_answers_of_models() -> None:
    vault = yinsi.Vault.numbered()
    vault.placeholder("PERSON", "Jane Roe")
    text = "Dear <person_1>, **<PERSON_1>**, \\<PERSON\\_1>, ＜PERSON_1＞, &lt;PERSON_1&gt;, <PERSON_2> and 1 < 2"
    expected = "Dear Jane Roe, **Jane Roe**, Jane Roe, Jane Roe, Jane Roe, <PERSON_2> and 1 < 2"
    assert vault.restore(text) == expected
    stream = yinsi.RestoreStream(vault)
    assert "".join([*(stream.push(char) for char in text), stream.finish()]) == expected
    vault.placeholder("PERSON", 'Jo "J" Doe')
    stream = yinsi.RestoreStream(vault, json=True)
    assert json.loads(stream.push('{"to": "<PERS') + stream.push('ON_2>"}') + stream.finish()) == {
        "to": 'Jo "J" Doe'
    }


@given(st.text(), st.lists(st.integers(1, 9), min_size=1))
def test_what_is_no_placeholder_stays(text: str, cuts: list[int]) -> None:
    vault = yinsi.Vault.numbered()
    vault.placeholder("PERSON", "Jane")
    text = text.replace("A", "<PERSON_").replace("B", "<")
    stream, out, at = yinsi.RestoreStream(vault), "", 0
    while at < len(text):
        for cut in cuts:
            out += stream.push(text[at : at + cut])
            at += cut
    assert out + stream.finish() == vault.restore(text)


def test_threads_share_one() -> None:
    vault = yinsi.Vault.numbered()
    redactor = yinsi.Redactor(default=vault)
    texts = [f"mail p{number % 50}@example.com" for number in range(500)]
    seen: list[list[str]] = []
    threads = [threading.Thread(target=lambda: seen.append(redactor.redact_many(texts))) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(vault) == 50
    assert all([vault.restore(text) for text in redacted] == texts for redacted in seen) and len(seen) == 8


def test_vaults_stay_where_they_are() -> None:
    with pytest.raises(TypeError, match="pickle"):
        pickle.dumps(yinsi.Redactor(default=yinsi.Vault.numbered()))
