"""The `yinsi` command: `python -m yinsi`, and the console script of that name."""

import signal
import sys

from ._yinsi import run


def main() -> None:
    """Runs the command line on `sys.argv` and exits with its status."""
    # Python would only note the interrupt and wait for the command to return.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.exit(run(["yinsi", *sys.argv[1:]]))


if __name__ == "__main__":
    main()
