"""A log that holds no personal information, whatever is logged."""

import logging
import sys

from yinsi import Mask, Redactor
from yinsi.logging import RedactingFilter


def main() -> None:
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    # On the handler, so that it sees the records of every logger.
    handler.addFilter(RedactingFilter(redactor=Redactor({"CN_MOBILE_NUMBER": Mask(3, 4)})))
    logging.basicConfig(level=logging.INFO, handlers=[handler])

    log = logging.getLogger("shop")
    log.info("order 7 placed, phone=%s", "13812345678")
    log.warning("mail to %s bounced", "jane@example.com")
    try:
        raise LookupError(f"no account for {'jane@' + 'example.com'}")
    except LookupError:
        log.exception("sign-in failed")


if __name__ == "__main__":
    main()
