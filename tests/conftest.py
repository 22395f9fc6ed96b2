"""Being here puts this folder on the path, so that any test can import the servers that stand in for engines."""

import signal

# A shell that runs the suite in the background has it ignore Ctrl-C, and all processes that tests start inherit that.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
