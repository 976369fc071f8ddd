"""What to say when the other side of an integration is not installed."""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def needs(module: str, package: str) -> Iterator[None]:
    """Imports of `package` for `yinsi.<module>`."""
    try:
        yield
    except ImportError as error:
        message = f"yinsi.{module} needs {package}, which cannot be imported: pip install {package}"
        raise ImportError(message, name=error.name) from error
