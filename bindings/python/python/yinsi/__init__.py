"""Finds personal information in text at memory-like speed, and takes it out again.

>>> import yinsi
>>> text = "联系人：张三，手机13812345678"
>>> [(finding.entity, text[finding.slice]) for finding in yinsi.scan(text)]
[('CN_PERSON_NAME', '张三'), ('CN_MOBILE_NUMBER', '13812345678')]
>>> yinsi.redact(text)
'联系人：<CN_PERSON_NAME>，手机<CN_MOBILE_NUMBER>'

`Scanner` holds compiled rules and finds; `Finding` says where, what, how sure and why, never the
text itself; `Redactor` replaces what was found; `StreamScanner` does the same for text in chunks.
`scan_many`, `redact_many` and `summarize` take lists and, without copying, Arrow columns.

Integrations are modules of their own, imported when you want them: `yinsi.polars`, `yinsi.pandas`,
`yinsi.duckdb`, `yinsi.spark`, `yinsi.presidio`, `yinsi.logging`.
"""

from ._yinsi import (
    ArrowArray,
    ArrowChunkedArray,
    BuildError,
    Error,
    Evidence,
    Explanation,
    Finding,
    InternalError,
    Label,
    Mask,
    Redactor,
    Rejection,
    Remove,
    Replace,
    Rule,
    Rules,
    Scanner,
    StreamScanner,
    Summary,
    __version__,
    explain,
    redact,
    redact_many,
    rules,
    scan,
    scan_many,
    summarize,
)

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
    "scan",
    "scan_many",
    "summarize",
]
