"""The package as it is installed: documents, stubs, licences, what it imports."""

import ast
import builtins
import doctest
import importlib
import importlib.metadata
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import yinsi
import yinsi._yinsi
from conftest import ROOT

HERE = Path(__file__).parents[1]
INTEGRATIONS = {
    "polars": ["polars"],
    "pandas": ["pandas", "pyarrow"],
    "duckdb": ["duckdb", "pyarrow"],
    "spark": ["pyspark", "pyarrow"],
    "presidio": ["presidio_analyzer"],
    "logging": [],
    "llm": [],
}


def documented() -> Iterator[tuple[str, Any]]:
    """All that is public in the compiled module, by name."""
    for name in [*yinsi._yinsi.__all__, "run"]:
        thing = getattr(yinsi._yinsi, name)
        if not isinstance(thing, str):
            yield name, thing
        if inspect.isclass(thing):
            for member, value in vars(thing).items():
                public = not member.startswith("_") or member.startswith("__arrow")
                if public and not isinstance(value, str):
                    yield f"{name}.{member}", value.__func__ if isinstance(value, staticmethod) else value


THINGS = dict(documented())


@pytest.mark.parametrize("name", THINGS)
def test_docstrings_and_their_examples(name: str) -> None:
    text = inspect.getdoc(THINGS[name])
    assert text and text.splitlines()[0].rstrip().endswith((".", ":", ",")), "a first sentence"
    examples = doctest.DocTestParser().get_doctest(text, {}, name, None, 0)
    assert doctest.DocTestRunner().run(examples).failed == 0


def test_what_should_have_an_example_has_one() -> None:
    wanted = {"scan", "redact", "scan_many", "redact_many", "summarize", "explain", "rules", "Scanner", "Redactor"}
    wanted |= {"Finding", "Evidence", "Rule", "Rules", "StreamScanner", "Summary", "Explanation", "Mask"}
    wanted |= {"Token", "Encrypt", "Preserve", "Surrogate", "ShiftDate", "Numbered", "Truncate", "Generalise", "Bucket"}
    wanted |= {"Key", "Policy", "Vault", "RestoreStream", "Reverser", "RedactStream", "Document", "Located", "Operator"}
    wanted |= {"audit", "Counter", "Report", "Ff1", "is_surrogate"}
    assert {name for name in wanted if ">>>" not in THINGS[name].__doc__} == set()


@pytest.mark.parametrize("name", ["yinsi", *(f"yinsi.{name}" for name in INTEGRATIONS)])
def test_modules_and_their_examples(name: str) -> None:
    if name == "yinsi.spark":
        pytest.importorskip("pyspark")
    module = importlib.import_module(name)
    assert module.__doc__ and doctest.testmod(module).failed == 0
    for public in module.__all__:
        assert hasattr(module, public)
    assert list(module.__all__) == sorted(module.__all__, key=lambda n: (n != n.upper(), n)) or name == "yinsi"


@pytest.mark.parametrize("path", ["README.md", "bindings/python/README.md"])
def test_the_readmes_lines_run(path: str) -> None:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / path).read_text(encoding="utf-8"), re.DOTALL)
    assert blocks
    for block in blocks:
        exec(compile(block, path, "exec"), {"__name__": "readme"})


def test_the_stub_says_what_the_module_says() -> None:
    """A docstring of the stub is the first paragraph of the runtime's."""
    stub = ast.parse((Path(yinsi.__file__).parent / "_yinsi.pyi").read_text(encoding="utf-8"))
    said: dict[str, list[str | None]] = {}
    for node in stub.body:
        if not isinstance(node, ast.ClassDef | ast.FunctionDef) or node.name.startswith("_"):
            continue
        said.setdefault(node.name, []).append(ast.get_docstring(node))
        for member in node.body if isinstance(node, ast.ClassDef) else ():
            if isinstance(member, ast.FunctionDef):
                said.setdefault(f"{node.name}.{member.name}", []).append(ast.get_docstring(member))
    for name, thing in THINGS.items():
        # Of overloads the first speaks for all.
        assert said[name][0] == (inspect.getdoc(thing) or "").split("\n\n")[0].strip(), name


def test_the_package_re_exports_the_module() -> None:
    assert set(yinsi.__all__) == set(yinsi._yinsi.__all__) - {"run"} | {"__version__"}
    assert yinsi.__all__ == sorted(yinsi.__all__)
    for name in yinsi.__all__:
        thing = getattr(yinsi, name)
        assert getattr(thing, "__module__", "yinsi") in ("yinsi", "yinsi._yinsi")


def test_what_is_installed() -> None:
    package = importlib.metadata.metadata("yinsi")
    assert package["Version"] == yinsi.__version__
    assert package["Requires-Python"] == ">=3.11"
    assert package["License-Expression"] == "MIT OR Apache-2.0"
    assert not importlib.metadata.requires("yinsi")
    folder = Path(yinsi.__file__).parent
    assert {"py.typed", "_yinsi.pyi"} <= {path.name for path in folder.iterdir()}
    for name in ("LICENSE-MIT", "LICENSE-APACHE"):
        assert name in package.get_all("License-File", [])
        assert (HERE / name).read_bytes() == (ROOT / name).read_bytes()


def test_importing_imports_nothing_else() -> None:
    code = "import sys; before = set(sys.modules); import yinsi; print(sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['yinsi', 'yinsi._yinsi']"


@pytest.mark.parametrize(
    ("module", "package"), [(name, package) for name, all in INTEGRATIONS.items() for package in all]
)
def test_a_missing_package_is_named(module: str, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = builtins.__import__

    def without(name: str, *arguments: Any, **named: Any) -> Any:
        if name.split(".")[0] == package:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return found(name, *arguments, **named)

    monkeypatch.delitem(sys.modules, f"yinsi.{module}", raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ImportError, match=rf"yinsi\.{module} needs {package.replace('_', '-')}.*pip install"):
        importlib.import_module(f"yinsi.{module}")


def test_examples() -> None:
    def lines(name: str) -> list[str]:
        path = ROOT / "examples/python" / name
        done = subprocess.run([sys.executable, path], capture_output=True, text=True, timeout=300, check=True)
        return done.stdout.splitlines()

    log = lines("logging_filter.py")
    assert log[0] == "INFO shop: order 7 placed, phone=138****5678"
    assert log[-1] == "LookupError: no account for <EMAIL_ADDRESS>"
    talk = lines("llm_pair.py")
    assert talk[0].startswith("sent: 我叫<CN_PERSON_NAME_") and "13812345678" not in talk[0]
    assert talk[1:] == [
        "shown: I wrote to **jane.doe@example.com** and shall call 13812345678.",
        'called: {"to": "jane.doe@example.com"}',
    ]
    table = lines("polars_csv.py")
    assert table[0] == "姓名,身份证号,手机号,QQ"
    assert all(row.startswith("<CN_PERSON_NAME>,") and row.endswith(",<QQ_NUMBER>") for row in table[1:4])
    assert table[4].startswith("姓名: ") and "'CN_PERSON_NAME'" in table[4]


@pytest.mark.spark
def test_the_examples_for_spark() -> None:
    pytest.importorskip("pyspark")
    path = ROOT / "examples/python/spark_audit.py"
    done = subprocess.run([sys.executable, path], capture_output=True, text=True, timeout=300, check=True)
    assert done.stdout.startswith("6500 rows, 6500 units, 6500 people\n")
    path = ROOT / "examples/python/spark_parquet.py"
    done = subprocess.run([sys.executable, path], capture_output=True, text=True, timeout=300, check=True)
    assert "手机号: 6500 of 6500 rows, {'CN_MOBILE_NUMBER': 6500}" in done.stdout
    assert re.search(r"^\s*<CN_PERSON_NAME> 1\d\d\*{4}\d{4}$", done.stdout, re.MULTILINE)
