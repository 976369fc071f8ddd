"""The compiled part of `yinsi`; import from the package."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, Final, Literal, Protocol, TypeAlias, final, overload

from typing_extensions import Buffer, CapsuleType

__all__ = [
    "ArrowArray",
    "ArrowChunkedArray",
    "Bucket",
    "BuildError",
    "Counter",
    "DangerHash",
    "Document",
    "Encrypt",
    "Error",
    "Evidence",
    "Explanation",
    "Ff1",
    "Finding",
    "Generalise",
    "InternalError",
    "Keep",
    "Key",
    "Label",
    "Located",
    "Mask",
    "Numbered",
    "Operator",
    "Policy",
    "Preserve",
    "RedactStream",
    "Redactor",
    "Rejection",
    "Remove",
    "Replace",
    "Report",
    "ReportError",
    "RestoreStream",
    "Reversed",
    "Reverser",
    "Rule",
    "Rules",
    "Scanner",
    "ShiftDate",
    "StreamScanner",
    "Summary",
    "Surrogate",
    "Token",
    "Truncate",
    "Vault",
    "VaultError",
    "__version__",
    "audit",
    "explain",
    "is_surrogate",
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
_Format: TypeAlias = Literal["auto", "text", "json", "jsonl", "csv", "tsv", "logfmt", "sql", "xml", "html"]
_Written: TypeAlias = Literal["text", "json", "jsonl", "csv", "tsv", "logfmt", "sql", "xml", "html"]
_Plain: TypeAlias = (
    Label | Mask | Remove | Replace | Numbered | Keep | Truncate | Generalise | Bucket | Operator | DangerHash
)
_Keyed: TypeAlias = Token | Encrypt | Preserve | Surrogate | ShiftDate | Vault
_Operator: TypeAlias = _Plain | _Keyed | str | Callable[[Finding, Any], str | bytes]
_Unit: TypeAlias = Literal["record", "value"]
_Path: TypeAlias = str | os.PathLike[str]
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

class VaultError(Error):
    """A vault's file is none, was written with another key, or is damaged; the message says nothing of what is in it."""

class ReportError(Error):
    """A report cannot be made, read or merged; the message names files and keys, never a value."""

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
    def scan_document(
        self, text: _Text, *, format: _Format = "auto", offsets: _Offsets | None = None
    ) -> list[Located]:
        """All findings of a document, each with its path: a JSON pointer, a column's name, a key."""
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
        cls,
        first: int = 0,
        last: int = 0,
        *,
        char: str = "*",
        separators: bool = True,
        digits: bool = False,
        part: Literal["whole", "mail-user", "national", "name", "below-county"] = "whole",
    ) -> Mask: ...
    @classmethod
    def preset(cls, name: str) -> Mask:
        """The mask that a rule or custom asks for, by its name; `Mask.presets()` lists them."""
    @staticmethod
    def presets() -> list[str]:
        """The names that `preset` knows."""
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
    @property
    def digits(self) -> bool:
        """Whether only digits count and are hidden."""
    @property
    def part(self) -> str:
        """The part of the value that is masked."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[Any, ...], dict[str, Any]]: ...

@final
class Remove:
    """Writes nothing, or a space where the text before and after would run together into something new."""

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
class Numbered:
    """Writes the entity's name and a number for each value of a document: `<PERSON_1>`, `<PERSON_2>`."""

    def __new__(cls) -> Numbered: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class Keep:
    """Writes the value itself."""

    def __new__(cls) -> Keep: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class Truncate:
    """Writes the first characters of a value."""

    def __new__(cls, chars: int) -> Truncate: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class Generalise:
    """Writes something coarser of the same kind."""

    def __new__(
        cls,
        to: Literal["year", "month", "age", "network", "coordinates", "postcode", "region"],
        *,
        band: int | None = None,
        top: int | None = None,
        v4: int | None = None,
        v6: int | None = None,
        places: int | None = None,
        chars: int | None = None,
    ) -> Generalise: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class Bucket:
    """Writes the range that a number falls into: `[3000, 4000)`."""

    def __new__(cls, width: int | None = None, *, edges: Sequence[int] | None = None) -> Bucket: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class Operator:
    """Any operator by its text, as the command line and policies have it: `mask:3,4`, `generalise:month`."""

    def __new__(cls, text: str, *, key: Key | None = None) -> Operator: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class Token:
    """Writes a keyed hash (HMAC-SHA-256): `<EMAIL_ADDRESS:mzxw6ytboi4gk3tf>`, or the bare characters."""

    def __new__(
        cls,
        key: Key,
        *,
        length: int | None = None,
        alphabet: Literal["base32", "hex", "digits", "letters", "base62"] | None = None,
        bare: bool = False,
    ) -> Token: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class Encrypt:
    """Writes the value encrypted with AES-256-SIV (RFC 5297): `<EMAIL_ADDRESS:0a1b2c3d.mzxw6…>`."""

    def __new__(cls, key: Key) -> Encrypt: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class Preserve:
    """Writes another valid value of the same form (FF1 of NIST SP 800-38G), which the key makes the first again."""

    def __new__(cls, key: Key, *, tweak: str | None = None) -> Preserve: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class Surrogate:
    """Writes an invented value that passes for one of its kind, the same for the same value and key."""

    def __new__(cls, key: Key) -> Surrogate: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class ShiftDate:
    """Moves a date by 1 to `days` days, forwards or backwards: as many for all dates of one subject."""

    def __new__(cls, key: Key, *, days: int = 365) -> ShiftDate: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class DangerHash:
    """Writes a hash without a key, which anyone can undo by hashing all values: use `Token`."""

    def __new__(cls, salt: str = "") -> DangerHash: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class Redactor:
    """Replaces findings in a text."""

    def __new__(
        cls,
        operators: Mapping[str, _Operator] | None = None,
        *,
        default: _Operator | None = None,
        policy: Policy | str | None = None,
        categories: Mapping[str, _Operator] | None = None,
        countries: Mapping[str, _Operator] | None = None,
        paths: Mapping[str, _Operator] | None = None,
        rules_of: Scanner | None = None,
    ) -> Redactor: ...
    @overload
    def redact(
        self,
        text: str,
        *,
        scanner: Scanner | None = None,
        label: str | None = None,
        format: _Format | None = None,
        document: Document | None = None,
    ) -> str:
        """Scans a text and replaces what is found."""
    @overload
    def redact(
        self,
        text: Buffer,
        *,
        scanner: Scanner | None = None,
        label: str | None = None,
        format: _Format | None = None,
        document: Document | None = None,
    ) -> bytes: ...
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
class Ff1:
    """Format-preserving encryption of numeral strings (NIST SP 800-38G, FF1 with AES-256)."""

    def __new__(cls, key: Key) -> Ff1: ...
    def encrypt(self, radix: int, numerals: Sequence[int], *, tweak: bytes = ...) -> list[int]:
        """Encrypts numerals below `radix`, the first the most significant, into as many."""
    def decrypt(self, radix: int, numerals: Sequence[int], *, tweak: bytes = ...) -> list[int]:
        """The inverse of `encrypt`."""

@final
class Key:
    """A secret from which keyed operators, vaults and reports derive what they need."""

    @classmethod
    def from_bytes(cls, secret: Buffer) -> Key:
        """A key from a secret of at least 16 bytes, taken as they are."""
    @classmethod
    def from_file(cls, path: _Path) -> Key:
        """A key from a file; of a file of printable ASCII the line ends at its end do not count."""
    @classmethod
    def from_env(cls, variable: str) -> Key:
        """A key from an environment variable; line ends at its end do not count."""
    @property
    def id(self) -> str:
        """Public name of the key: eight hexadecimal digits that say nothing of the secret."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> tuple[Any, ...]: ...

@final
class Policy:
    """A choice of operators that can be written down: one TOML file, the same for every binding and the command."""

    @classmethod
    def from_toml(cls, text: str, origin: str = "policy", key: Key | None = None) -> Policy:
        """Reads a policy from TOML text; `origin` names it in messages."""
    @classmethod
    def from_file(cls, path: _Path, key: Key | None = None) -> Policy:
        """Reads a policy from a TOML file."""
    @classmethod
    def preset(cls, name: str, key: Key | None = None) -> Policy:
        """A policy that comes with the package; `Policy.presets()` lists them."""
    @staticmethod
    def presets() -> list[str]:
        """The names that `preset` knows."""
    @property
    def name(self) -> str:
        """What the file calls the policy; may be empty."""
    @property
    def description(self) -> str:
        """A sentence for people; may be empty."""
    @property
    def find(self) -> list[str]:
        """Entities to look for besides those that are on by default."""
    @property
    def entities(self) -> list[str]:
        """The entities that the policy names an operator for."""
    def __reduce__(self) -> tuple[Any, ...]: ...

@final
class Document:
    """What is remembered of a document while its parts are redacted: which value has which number, whose it is."""

    def __new__(cls, *, subject: str | None = None) -> Document: ...

@final
class Located:
    """A finding and where in its document it is."""

    @property
    def finding(self) -> Finding:
        """The finding; its offsets are those of the document, escapes included."""
    @property
    def path(self) -> str:
        """A JSON pointer, a column's name or its number from 1, a key, or a path of tags; empty in plain text."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class RedactStream:
    """Redacts text that comes in chunks; the output is the same however it is cut."""

    def __new__(
        cls,
        redactor: Redactor | None = None,
        scanner: Scanner | None = None,
        *,
        format: _Written | None = None,
        subject: str | None = None,
    ) -> RedactStream: ...
    @overload
    def push(self, chunk: str) -> str:
        """Takes the next chunk and returns what can no longer change."""
    @overload
    def push(self, chunk: Buffer) -> bytes: ...
    def finish(self) -> Any:
        """Ends the text, returns the rest and starts over with a new one."""

@final
class Vault:
    """Placeholders and the values that they stand for: redaction that can be undone."""

    @classmethod
    def numbered(cls) -> Vault:
        """A vault that counts: `<PERSON_1>`, `<PERSON_2>`; the numbers are those of this vault alone."""
    @classmethod
    def keyed(cls, key: Key, *, suffix_len: int = 6) -> Vault:
        """A vault whose placeholders depend on the value and a key alone: `<PERSON_K7F3A2>`."""
    @classmethod
    def load(cls, path: _Path, key: Key) -> Vault:
        """The vault that an encrypted file holds."""
    def save(self, path: _Path, key: Key) -> None:
        """Writes the vault to an encrypted file, with all that the file holds already; both then hold the same."""
    def placeholder(self, entity: str, value: _Text) -> str:
        """The placeholder of a value, which the vault keeps from now on."""
    def value(self, placeholder: str) -> bytes | None:
        """The bytes that a placeholder stands for (of a `str` its UTF-8); `None` for one of another vault."""
    @overload
    def restore(self, text: str, *, format: _Format | None = None) -> str:
        """Puts the values back in place of this vault's placeholders; all else stays as it is."""
    @overload
    def restore(self, text: Buffer, *, format: _Format | None = None) -> bytes: ...
    def __len__(self) -> int: ...

@final
class RestoreStream:
    """Puts values back into text that comes in chunks, such as a model's answer."""

    def __new__(cls, vault: Vault, *, json: bool = False) -> RestoreStream: ...
    @overload
    def push(self, chunk: str) -> str:
        """Takes the next chunk and returns what can no longer change."""
    @overload
    def push(self, chunk: Buffer) -> bytes: ...
    def finish(self) -> Any:
        """Ends the text, returns the rest and starts over with a new one."""

@final
class Reverser:
    """Turns what `Encrypt` and `Preserve` wrote back into the values, as `yinsi decrypt` does."""

    def __new__(cls, *keys: Key, redactor: Redactor | None = None, scanner: Scanner | None = None) -> Reverser: ...
    def reverse(self, text: _Text) -> Reversed:
        """Restores what can be restored; everything else stays as it is."""

@final
class Reversed:
    """What a `Reverser` made of a text."""

    @property
    def text(self) -> Any:
        """The text with values in it again."""
    @property
    def restored(self) -> int:
        """How many values were restored."""
    @property
    def unopened(self) -> int:
        """How many tokens could not be opened: of another key, or changed."""

@final
class Counter:
    """Counts records that are at hand: rows of a table, texts, Arrow columns."""

    def __new__(
        cls,
        *,
        key: Key | None = None,
        scanner: Scanner | None = None,
        memory: int = 1073741824,
        approximate: bool = False,
        sample: int = 0,
        seed: int = 0,
        exclude: Sequence[str] = ...,
    ) -> Counter: ...
    def rows(
        self,
        file: str,
        rows: Iterable[Mapping[str, Any] | Iterable[Any]],
        *,
        columns: Sequence[str] | None = None,
        first: int | None = ...,
    ) -> None:
        """Counts rows of a table: mappings of names to values, or sequences whose names are `columns`."""
    def texts(self, file: str, texts: Iterable[_Text | None], *, first: int | None = ...) -> None:
        """Counts texts, each a record that may speak of several people: lines, messages, notes."""
    def columns(
        self, file: str, columns: dict[str, _LendsArray | _LendsStream], *, first: int | None = ...
    ) -> None:
        """Counts the rows of Arrow columns of text, given by name, without a Python object for each cell."""
    def finish(self) -> Report:
        """What was counted; the counter is at its end then."""

@final
class Report:
    """What was counted: how many hits, distinct values, units before the law and people."""

    def __new__(cls) -> Report: ...
    def merge(self, other: Report) -> None:
        """Adds what another report counted, which stays as it is."""
    def to_bytes(self) -> bytes:
        """The report with its hashes, to be merged elsewhere: a partial report of the command line."""
    @classmethod
    def from_bytes(cls, data: Buffer, *, memory: int = 1073741824) -> Report:
        """The report that `to_bytes` wrote."""
    def write_partial(self, path: _Path) -> None:
        """Writes a partial report to a file, as `yinsi audit --partial` does."""
    @classmethod
    def read_partial(cls, path: _Path, *, memory: int = 1073741824) -> Report:
        """Reads a partial report from a file; up to `memory` bytes of it stay in memory."""
    def describe(
        self,
        file: str,
        *,
        sha256: str | None = None,
        bytes: int = 0,
        format: str = "",
        encoding: str = "",
        inside: bool = False,
    ) -> None:
        """Says what is known of a file as a whole, once its parts are merged."""
    def unread(
        self,
        file: str,
        reason: str,
        *,
        line: int = 0,
        lost: Literal["nothing", "part", "record", "rest", "all"] = "all",
    ) -> None:
        """Adds something that could not be read: where, how much (`nothing`, `part`, `record`, `rest`, `all`), why."""
    @property
    def hits(self) -> int:
        """All hits, those of excluded values included."""
    def review_sheet(self) -> str:
        """The findings that a person should look at, as a table to fill in (CSV); see `sample`."""
    def to_json(
        self,
        *,
        unit: _Unit = "record",
        hub: int = 10,
        time: str | None = None,
        review: str | None = None,
    ) -> str:
        """The whole report as JSON, the same bytes for the same input."""
    def to_csv(
        self,
        *,
        unit: _Unit = "record",
        hub: int = 10,
        time: str | None = None,
        review: str | None = None,
    ) -> str:
        """Counts by entity and file as CSV."""
    def to_html(
        self,
        *,
        lang: Literal["en", "zh"] = "en",
        unit: _Unit = "record",
        hub: int = 10,
        time: str | None = None,
        review: str | None = None,
    ) -> str:
        """A page that needs nothing else, in English (`en`) or Chinese (`zh`)."""
    def to_text(
        self,
        *,
        lang: Literal["en", "zh"] = "en",
        unit: _Unit = "record",
        hub: int = 10,
        time: str | None = None,
        review: str | None = None,
    ) -> str:
        """A summary for people, in English (`en`) or Chinese (`zh`)."""
    def summary(
        self,
        *,
        unit: _Unit = "record",
        hub: int = 10,
        time: str | None = None,
        review: str | None = None,
    ) -> dict[str, Any]:
        """The whole report as `to_json` writes it, read."""
    def verdicts(self, *, unit: _Unit = "record", hub: int = 10) -> list[dict[str, Any]]:
        """What the statutes say to it: arithmetic, not legal advice."""
    def __add__(self, other: Report, /) -> Report: ...
    def __radd__(self, other: Report, /) -> Report: ...
    def __reduce__(self) -> tuple[Any, ...]: ...

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
def redact(
    text: str,
    *,
    label: str | None = None,
    policy: Policy | str | None = None,
    format: _Format | None = None,
) -> str:
    """Replaces what is found in a text by its entity's name, or by what a policy says; see `Redactor`."""

@overload
def redact(
    text: Buffer,
    *,
    label: str | None = None,
    policy: Policy | str | None = None,
    format: _Format | None = None,
) -> bytes: ...
@overload
def redact_many(texts: _LendsArray, *, label: str | None = None, policy: Policy | str | None = None) -> ArrowArray:
    """Redacts each of many texts."""

@overload
def redact_many(texts: _LendsStream, *, label: str | None = None, policy: Policy | str | None = None) -> ArrowChunkedArray: ...
@overload
def redact_many(texts: Iterable[str], *, label: str | None = None, policy: Policy | str | None = None) -> list[str]: ...
@overload
def redact_many(texts: Iterable[Buffer], *, label: str | None = None, policy: Policy | str | None = None) -> list[bytes]: ...
@overload
def redact_many(  # type: ignore[overload-overlap] # a list of nulls alone
    texts: Iterable[str | None], *, label: str | None = None, policy: Policy | str | None = None
) -> list[str | None]: ...
@overload
def redact_many(texts: Iterable[Buffer | None], *, label: str | None = None, policy: Policy | str | None = None) -> list[bytes | None]: ...
def is_surrogate(value: _Text) -> bool:
    """Whether a value is one that `Surrogate` invents, whatever the key."""

def audit(
    *paths: _Path,
    key: Key | None = None,
    scanner: Scanner | None = None,
    label: str | None = None,
    encoding: str | None = None,
    paragraphs: bool = False,
    ignored: bool = False,
    hidden: bool = False,
    threads: int = 0,
    memory: int = 1073741824,
    approximate: bool = False,
    sample: int = 0,
    seed: int = 0,
    exclude: Sequence[str] = ...,
) -> Report:
    """Counts files and folders of all formats on all cores, as `yinsi audit` does."""

def explain(text: _Text) -> Explanation:
    """The findings of a short text and the readings that are none; see `Scanner.explain`."""

def rules() -> list[Rule]:
    """The built-in rules, those that are off by default included."""

def run(arguments: Sequence[str]) -> int:
    """Runs the command line with `arguments`, the program's name first; returns the exit status."""
