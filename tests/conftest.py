"""Being here puts this folder on the path, so that any test can import the servers that stand in for engines."""

import os
import signal
import sys

# Machines for builds forbid Python to keep what it compiles: all processes that tests start would compile all that they
# import once more.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# A shell that runs the suite in the background has it ignore Ctrl-C, and all processes that tests start inherit that.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish():
    """Starts what processes are forked from while the first tests run, if any of them forks."""
    if "forked" in sys.modules:
        sys.modules["forked"].start_server()


def pytest_terminal_summary(terminalreporter):
    """What was skipped for want of something says what to install: a quiet run shows dots only."""
    skipped = [report.longrepr[2] for report in terminalreporter.stats.get("skipped", [])]
    for reason in sorted({reason.removeprefix("Skipped: ") for reason in skipped if ": " in reason}):
        terminalreporter.write_line(f"skipped {sum(reason in one for one in skipped)} tests: {reason}", yellow=True)
