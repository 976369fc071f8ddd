"""The logging filter."""

import io
import logging

import pytest

import yinsi
from yinsi.logging import RedactingFilter

LINE = "%(levelname)s %(message)s"


@pytest.fixture
def log() -> tuple[logging.Logger, io.StringIO]:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logging.Formatter(LINE))
    handler.addFilter(RedactingFilter())
    logger = logging.Logger("test")
    logger.addHandler(handler)
    return logger, out


def test_messages_and_arguments(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, out = log
    logger.info("mail to %s, 手机%d", "a@example.com", 13812345678)
    logger.warning("%(who)s logged in", {"who": "b@example.com"})
    logger.error({"who": "c@example.com"})
    logger.info("nothing %s", "here")
    assert out.getvalue().splitlines() == [
        "INFO mail to <EMAIL_ADDRESS>, 手机<CN_MOBILE_NUMBER>",
        "WARNING <EMAIL_ADDRESS> logged in",
        "ERROR {'who': '<EMAIL_ADDRESS>'}",
        "INFO nothing here",
    ]


def test_tracebacks_and_stacks(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, out = log
    try:
        raise LookupError("no user a@example.com")
    except LookupError:
        logger.exception("failed")
    logger.info("where", stack_info=True)
    text = out.getvalue()
    assert "LookupError: no user <EMAIL_ADDRESS>" in text and "Traceback" in text
    assert "a@example.com" not in text.replace('LookupError("no user a@example.com")', "")
    assert "Stack (most recent call last)" in text


def test_a_message_that_cannot_be_formatted_stays_hidden(
    log: tuple[logging.Logger, io.StringIO], capsys: pytest.CaptureFixture[str]
) -> None:
    logger, out = log
    logger.info("%d", "a@example.com")
    assert out.getvalue() == "INFO a message that could not be formatted\n"
    assert "example" not in capsys.readouterr().err


def test_extra_fields_have_labels(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, out = log
    logger.handlers[0].setFormatter(logging.Formatter("%(message)s %(customer_name)s %(n)d"))
    logger.info("seen", extra={"customer_name": "王小明", "n": 3})
    assert out.getvalue() == "seen <CN_PERSON_NAME> 3\n"


def test_options() -> None:
    hidden = RedactingFilter(
        scanner=yinsi.Scanner(entities=["EMAIL_ADDRESS"]), redactor=yinsi.Redactor(default=yinsi.Replace("-"))
    )
    record = logging.makeLogRecord({"msg": "%s %s", "args": ("a@example.com", 13812345678)})
    assert hidden.filter(record) is True
    assert (record.getMessage(), record.args) == ("- 13812345678", None)
