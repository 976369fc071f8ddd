"""The compiled part of `yinsi`; import from the package."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, Final, Literal, Protocol, TypeAlias, final, overload

from typing_extensions import Buffer, CapsuleType

__all__ = [
    "ArrowArray",
    "ArrowChunkedArray",
    "BuildError",
    "Error",
    "Evidence",
    "Explanation",
    "Finding",
    "InternalError",
    "Label",
    "Mask",
    "Redactor",
    "Rejection",
    "Remove",
    "Replace",
    "Rule",
    "Rules",
    "Scanner",
    "StreamScanner",
    "Summary",
    "__version__",
    "explain",
    "redact",
    "redact_many",
    "rules",
    "run",
    "scan",
    "scan_many",
    "summarize",
]

__version__: Final[str]

_Text: TypeAlias = str | Buffer
_Offsets: TypeAlias = Literal["bytes", "chars", "utf16"]
_Operator: TypeAlias = Label | Mask | Remove | Replace | Callable[[Finding, Any], str | bytes]
_RulesOrPath: TypeAlias = Rules | str | os.PathLike[str]

class _LendsArray(Protocol):
    """What lends a column in one piece: a pyarrow array, for example."""

    def __arrow_c_array__(self, requested_schema: Any = None) -> tuple[Any, Any]: ...

class _LendsStream(Protocol):
    """What lends a column in chunks: a Polars or pandas series, a table or relation of one column."""

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...

class Error(ValueError):
    """What yinsi raises for a wrong value; a `ValueError`."""

class BuildError(Error):
    """A rule, scanner or redactor cannot be built; the message names the rule or option at fault."""

class InternalError(RuntimeError):
    """A fault of yinsi's own. Nothing of the text is in the message; please report it."""

@final
class Finding:
    """One place in a text that a rule holds to be personal information."""

    def __new__(
        cls,
        entity: str,
        rule: str,
        start: int,
        end: int,
        confidence: float,
        *,
        evidence: Evidence | None = None,
    ) -> Finding: ...
    @property
    def entity(self) -> str:
        """What it is called, for example `CN_RESIDENT_ID`."""
    @property
    def rule(self) -> str:
        """The rule that found it, for example `cn.resident_id`."""
    @property
    def start(self) -> int:
        """Where it begins."""
    @property
    def end(self) -> int:
        """One past its end."""
    @property
    def confidence(self) -> float:
        """How likely it is right, 0.0 to 1.0, a multiple of 0.01."""
    @property
    def evidence(self) -> Evidence:
        """Why it has its confidence."""
    @property
    def slice(self) -> slice:
        """From start to end, to cut the value out with: `text[finding.slice]`."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[Any, ...], dict[str, Any]]: ...

@final
class Evidence:
    """Why a finding has its confidence."""

    def __new__(
        cls,
        *,
        pattern: float = 0.0,
        checks: Sequence[str] = ...,
        failed: Sequence[str] = ...,
        label: str | None = None,
        context: str | None = None,
        context_distance: int = 0,
        against: str | None = None,
        normalized: bool = False,
        cut: bool = False,
        also: str | None = None,
    ) -> Evidence: ...
    @property
    def pattern(self) -> float:
        """What the pattern alone is worth, 0.0 to 1.0."""
    @property
    def checks(self) -> tuple[str, ...]:
        """Checks that passed, by name, in rule order."""
    @property
    def failed(self) -> tuple[str, ...]:
        """Checks that failed softly and lowered the confidence."""
    @property
    def label(self) -> str | None:
        """The label right before the value, or the one handed over as `label=`."""
    @property
    def context(self) -> str | None:
        """A context word near the value, when there is no label."""
    @property
    def context_distance(self) -> int:
        """How far the context word is from the value, in bytes of UTF-8; negative before it."""
    @property
    def against(self) -> str | None:
        """A word nearby that speaks against."""
    @property
    def normalized(self) -> bool:
        """Whether the value was read through full-width, invisible or unusual separator characters."""
    @property
    def cut(self) -> bool:
        """Whether the value stops short inside a longer joined number."""
    @property
    def also(self) -> str | None:
        """A role the label gives the value: what else it is, for example `CN_DRIVER_LICENSE`."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[Any, ...], dict[str, Any]]: ...

@final
class Explanation:
    """The findings of a text and the readings that are none, with the reason of each."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What `scan` returns."""
    @property
    def rejected(self) -> tuple[Rejection, ...]:
        """Other readings, each with the reason why it is not reported."""

@final
class Rejection:
    """A span that a pattern matched and that is not reported."""

    @property
    def entity(self) -> str:
        """Entity of the rule."""
    @property
    def rule(self) -> str:
        """Id of the rule."""
    @property
    def start(self) -> int:
        """Where it begins."""
    @property
    def end(self) -> int:
        """One past its end."""
    @property
    def reason(self) -> Literal["bounds", "check", "label", "confidence", "overlap", "allowed"]:
        """Why: `bounds`, `check`, `label`, `confidence`, `overlap` or `allowed`."""
    @property
    def detail(self) -> str | None:
        """Which check failed, what it overlaps, or its confidence."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Rule:
    """One way to recognise one kind of personal information, as its TOML says."""

    @property
    def id(self) -> str:
        """Stable for ever: `place.number`, lower case."""
    @property
    def entity(self) -> str:
        """What a finding is called; several rules may share one."""
    @property
    def name(self) -> str:
        """For people, in English."""
    @property
    def category(self) -> str:
        """The kind of information, such as `identity` or `financial`."""
    @property
    def country(self) -> str | None:
        """ISO 3166-1 alpha-2 code in upper case; `None` for everywhere."""
    @property
    def default(self) -> bool:
        """Whether the rule runs when nobody names its entity."""
    @property
    def requires_label(self) -> bool:
        """Whether the pattern counts only right after one of the labels."""
    @property
    def container(self) -> bool:
        """Whether what lies strictly inside a finding is reported as well."""
    @property
    def max_len(self) -> int:
        """Longest match, in bytes of UTF-8."""
    @property
    def patterns(self) -> tuple[str, ...]:
        """Alternatives, in regex syntax without look-around."""
    @property
    def checks(self) -> tuple[str, ...]:
        """Names of the tests that a match must pass, in order."""
    @property
    def labels(self) -> tuple[str, ...]:
        """Words that name the value when they stand right before it."""
    @property
    def context(self) -> tuple[str, ...]:
        """Words that make the value likelier when they stand near it."""
    @property
    def against(self) -> tuple[str, ...]:
        """Words that make the value less likely when they stand near it."""
    @property
    def valid(self) -> tuple[str, ...]:
        """Texts in which the rule matches the whole, or the part between `«` and `»`."""
    @property
    def invalid(self) -> tuple[str, ...]:
        """Texts in which the rule finds nothing at the default threshold."""
    @property
    def references(self) -> tuple[str, ...]:
        """The standards or laws behind the rule."""
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Rules:
    """Rules of one's own, read from TOML and checked."""

    @classmethod
    def from_toml(cls, text: str, origin: str = "rules") -> Rules:
        """Reads rules from TOML text; `origin` names it in messages."""
    @classmethod
    def from_file(cls, path: str | os.PathLike[str]) -> Rules:
        """Reads rules from a TOML file."""
    def __len__(self) -> int: ...
    def __getitem__(self, index: int, /) -> Rule: ...
    def __reduce__(self) -> tuple[Any, ...]: ...

@final
class Scanner:
    """Finds personal information in text."""

    def __new__(
        cls,
        *,
        countries: Iterable[str] | None = None,
        entities: Iterable[str] | None = None,
        categories: Iterable[str] | None = None,
        rules: _RulesOrPath | Sequence[_RulesOrPath] | None = None,
        builtin: bool = True,
        min_confidence: float = 0.5,
        allow: Iterable[_Text] | None = None,
        deny: Iterable[str] | None = None,
        context_window: int | None = None,
        latest_date: date | None = None,
        isa: str | None = None,
    ) -> Scanner: ...
    def scan(
        self, text: _Text, *, label: str | None = None, offsets: _Offsets | None = None
    ) -> list[Finding]:
        """All findings of a text, sorted by start, longer first."""
    @overload
    def scan_many(
        self, texts: _LendsArray, *, label: str | None = None, offsets: _Offsets | None = None
    ) -> ArrowArray:
        """The findings of each text of a list or an Arrow column; see `yinsi.scan_many`."""
    @overload
    def scan_many(
        self, texts: _LendsStream, *, label: str | None = None, offsets: _Offsets | None = None
    ) -> ArrowChunkedArray: ...
    @overload
    def scan_many(
        self, texts: Iterable[_Text], *, label: str | None = None, offsets: _Offsets | None = None
    ) -> list[list[Finding]]: ...
    @overload
    def scan_many(
        self, texts: Iterable[_Text | None], *, label: str | None = None, offsets: _Offsets | None = None
    ) -> list[list[Finding] | None]: ...
    def summarize(
        self, texts: _LendsArray | _LendsStream | Iterable[_Text | None], *, label: str | None = None
    ) -> Summary:
        """How much of what is in a list or an Arrow column; see `yinsi.summarize`."""
    def is_match(self, text: _Text) -> bool:
        """Whether there is any finding; stops at the first stretch that has one."""
    def count(self, text: _Text) -> int:
        """How many findings there are."""
    def explain(self, text: _Text) -> Explanation:
        """The findings of a short text and the readings that are none, with reasons."""
    def rules(self) -> list[Rule]:
        """The rules that run."""
    def diagnostics(self) -> list[tuple[str, str]]:
        """Rules that run on the slow path, each with its id and what could be better."""
    def isa(self) -> str:
        """The instruction set in use: `avx512`, `avx2`, `neon` or `scalar`."""
    def __getnewargs_ex__(self) -> tuple[tuple[Any, ...], dict[str, Any]]: ...

@final
class StreamScanner:
    """Finds personal information in text that arrives in chunks."""

    def __new__(cls, scanner: Scanner | None = None, *, offsets: _Offsets | None = None) -> StreamScanner: ...
    def push(self, chunk: _Text) -> list[Finding]:
        """Takes the next chunk and returns the findings that are settled, in order."""
    def finish(self) -> list[Finding]:
        """Ends the text, returns the remaining findings and starts over with a new text."""
    @property
    def settled(self) -> int:
        """No later finding starts before this offset."""

@final
class Label:
    """Writes the entity's name in angle brackets: `<EMAIL_ADDRESS>`."""

    def __new__(cls) -> Label: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs__(self) -> tuple[()]: ...

@final
class Mask:
    """Writes `*` for each character but the first and last few: `138****5678`."""

    def __new__(
        cls, first: int = 0, last: int = 0, *, char: str = "*", separators: bool = True
    ) -> Mask: ...
    @property
    def first(self) -> int:
        """Characters shown at the start."""
    @property
    def last(self) -> int:
        """Characters shown at the end."""
    @property
    def char(self) -> str:
        """The character written for each that is hidden."""
    @property
    def separators(self) -> bool:
        """Whether separators stay."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[Any, ...], dict[str, Any]]: ...

@final
class Remove:
    """Writes nothing."""

    def __new__(cls) -> Remove: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs__(self) -> tuple[()]: ...

@final
class Replace:
    """Writes a fixed text, such as `[removed]`."""

    def __new__(cls, text: str) -> Replace: ...
    @property
    def text(self) -> str:
        """What is written."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs__(self) -> tuple[str]: ...

@final
class Redactor:
    """Replaces findings in a text."""

    def __new__(
        cls, operators: Mapping[str, _Operator] | None = None, *, default: _Operator | None = None
    ) -> Redactor: ...
    @overload
    def redact(self, text: str, *, scanner: Scanner | None = None, label: str | None = None) -> str:
        """Scans a text and replaces what is found."""
    @overload
    def redact(self, text: Buffer, *, scanner: Scanner | None = None, label: str | None = None) -> bytes: ...
    @overload
    def redact_many(
        self, texts: _LendsArray, *, scanner: Scanner | None = None, label: str | None = None
    ) -> ArrowArray:
        """Redacts each text of a list or an Arrow column; see `yinsi.redact_many`."""
    @overload
    def redact_many(
        self, texts: _LendsStream, *, scanner: Scanner | None = None, label: str | None = None
    ) -> ArrowChunkedArray: ...
    @overload
    def redact_many(
        self, texts: Iterable[str], *, scanner: Scanner | None = None, label: str | None = None
    ) -> list[str]: ...
    @overload
    def redact_many(
        self, texts: Iterable[Buffer], *, scanner: Scanner | None = None, label: str | None = None
    ) -> list[bytes]: ...
    @overload
    def redact_many(  # type: ignore[overload-overlap] # a list of nulls alone
        self, texts: Iterable[str | None], *, scanner: Scanner | None = None, label: str | None = None
    ) -> list[str | None]: ...
    @overload
    def redact_many(
        self, texts: Iterable[Buffer | None], *, scanner: Scanner | None = None, label: str | None = None
    ) -> list[bytes | None]: ...
    @overload
    def apply(self, text: str, findings: Iterable[Finding]) -> str:
        """Replaces `findings` in a text, whoever made them, in whatever order they come."""
    @overload
    def apply(self, text: Buffer, findings: Iterable[Finding]) -> bytes: ...
    def __getnewargs_ex__(self) -> tuple[tuple[Any, ...], dict[str, Any]]: ...

@final
class Summary:
    """How much of what is in a list or column of texts."""

    def __new__(
        cls,
        rows: int = 0,
        nulls: int = 0,
        matched: int = 0,
        findings: dict[str, int] = ...,
        matched_by_entity: dict[str, int] = ...,
    ) -> Summary: ...
    @property
    def rows(self) -> int:
        """How many texts there are, nulls included."""
    @property
    def nulls(self) -> int:
        """How many of them are null."""
    @property
    def matched(self) -> int:
        """How many hold at least one finding."""
    @property
    def findings(self) -> dict[str, int]:
        """Findings by entity."""
    @property
    def matched_by_entity(self) -> dict[str, int]:
        """Texts that hold at least one finding of an entity, by entity."""
    def __add__(self, other: Summary, /) -> Summary: ...
    def __radd__(self, other: Summary, /) -> Summary: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]
    def __getnewargs__(self) -> tuple[Any, ...]: ...

@final
class ArrowArray:
    """A column in one piece, for any library that reads Arrow: `pyarrow.array(column)`,
    `polars.Series(column)`."""

    def __len__(self) -> int: ...
    def __arrow_c_schema__(self) -> CapsuleType:
        """The column's type, as a capsule."""
    def __arrow_c_array__(self, requested_schema: Any = None) -> tuple[CapsuleType, CapsuleType]:
        """The column's type and rows, as capsules."""
    def __arrow_c_stream__(self, requested_schema: Any = None) -> CapsuleType:
        """The column as a stream of one chunk."""

@final
class ArrowChunkedArray:
    """A column in chunks, for any library that reads Arrow: `pyarrow.chunked_array(column)`,
    `polars.Series(column)`."""

    def __len__(self) -> int: ...
    def __arrow_c_schema__(self) -> CapsuleType:
        """The column's type, as a capsule."""
    def __arrow_c_stream__(self, requested_schema: Any = None) -> CapsuleType:
        """The column as a stream of its chunks."""

def scan(text: _Text, *, label: str | None = None, offsets: _Offsets | None = None) -> list[Finding]:
    """All findings of a text by the default scanner; see `Scanner.scan`."""

@overload
def scan_many(
    texts: _LendsArray, *, label: str | None = None, offsets: _Offsets | None = None
) -> ArrowArray:
    """The findings of each of many texts."""

@overload
def scan_many(
    texts: _LendsStream, *, label: str | None = None, offsets: _Offsets | None = None
) -> ArrowChunkedArray: ...
@overload
def scan_many(
    texts: Iterable[_Text], *, label: str | None = None, offsets: _Offsets | None = None
) -> list[list[Finding]]: ...
@overload
def scan_many(
    texts: Iterable[_Text | None], *, label: str | None = None, offsets: _Offsets | None = None
) -> list[list[Finding] | None]: ...
def summarize(
    texts: _LendsArray | _LendsStream | Iterable[_Text | None], *, label: str | None = None
) -> Summary:
    """How much of what is in a list or an Arrow column."""

@overload
def redact(text: str, *, label: str | None = None) -> str:
    """Replaces what the default scanner finds in a text by its entity's name; see `Redactor`."""

@overload
def redact(text: Buffer, *, label: str | None = None) -> bytes: ...
@overload
def redact_many(texts: _LendsArray, *, label: str | None = None) -> ArrowArray:
    """Redacts each of many texts."""

@overload
def redact_many(texts: _LendsStream, *, label: str | None = None) -> ArrowChunkedArray: ...
@overload
def redact_many(texts: Iterable[str], *, label: str | None = None) -> list[str]: ...
@overload
def redact_many(texts: Iterable[Buffer], *, label: str | None = None) -> list[bytes]: ...
@overload
def redact_many(  # type: ignore[overload-overlap] # a list of nulls alone
    texts: Iterable[str | None], *, label: str | None = None
) -> list[str | None]: ...
@overload
def redact_many(texts: Iterable[Buffer | None], *, label: str | None = None) -> list[bytes | None]: ...
def explain(text: _Text) -> Explanation:
    """The findings of a short text and the readings that are none; see `Scanner.explain`."""

def rules() -> list[Rule]:
    """The built-in rules, those that are off by default included."""

def run(arguments: Sequence[str]) -> int:
    """Runs the command line with `arguments`, the program's name first; returns the exit status."""
