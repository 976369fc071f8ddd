"""A filter that takes personal information out of log records.

>>> import logging, sys
>>> from yinsi.logging import RedactingFilter
>>> handler = logging.StreamHandler(sys.stdout)
>>> handler.addFilter(RedactingFilter())
>>> log = logging.Logger("shop")
>>> log.addHandler(handler)
>>> log.warning("reply sent to %s", "someone@example.com")
reply sent to <EMAIL_ADDRESS>

Add it to handlers rather than to loggers: a logger's filters do not see the records of loggers
below it.
"""

import logging
import traceback

from . import Redactor, Scanner

__all__ = ["RedactingFilter"]

# What every record has; whatever else it has came by `extra=`.
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class RedactingFilter(logging.Filter):
    """Redacts the message of each record, its traceback, and the texts handed over by `extra=`.

    The message is formatted first, so that a value is seen between its words whatever the
    arguments were. An extra field's name is the label of its text. A message that cannot be
    formatted is replaced, for the error would show its arguments. No record is dropped.
    """

    def __init__(self, *, scanner: Scanner | None = None, redactor: Redactor | None = None) -> None:
        super().__init__()
        self._scanner = scanner
        self._redactor = redactor or Redactor()

    def filter(self, record: logging.LogRecord) -> bool:
        """Redacts `record` in place."""
        try:
            record.msg = self._redact(record.getMessage())
        except Exception:  # whatever the arguments' own `__str__` raises
            record.msg = "a message that could not be formatted"
        record.args = None
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = self._redact("".join(traceback.format_exception(record.exc_info[1])).rstrip("\n"))
        elif record.exc_text:
            record.exc_text = self._redact(record.exc_text)
        if record.stack_info:
            record.stack_info = self._redact(record.stack_info)
        for name, value in vars(record).items():
            if isinstance(value, str) and name not in _OWN:
                setattr(record, name, self._redact(value, name))
        return True

    def _redact(self, text: str, label: str | None = None) -> str:
        return self._redactor.redact(text, scanner=self._scanner, label=label)
