"""onnxruntime reports to its makers unless told not to before it is loaded: telling it, in time."""

from __future__ import annotations

import os
import sys
from pathlib import Path

# Read by the C library when it is loaded, so it has to stand in the environment by then (`os.environ` writes it there),
# and processes that are started from this one inherit it. `disable_telemetry_events()` comes too late: loading has made
# a device id and a file of events by then, and they are sent all the same (measured with 1.31.1).
SWITCH = "ORT_DISABLE_TELEMETRY"

loaded_before = "onnxruntime" in sys.modules and os.environ.get(SWITCH) != "1"  # by whoever imported kb
os.environ[SWITCH] = "1"


def find_leftovers() -> Path | None:
    """The folder in which onnxruntime keeps a device id and events, where some program has let it; else None."""
    caches = Path(os.path.expanduser(os.environ.get("XDG_CACHE_HOME") or "~/.cache"))  # a user may have no folder
    folder = caches / "Microsoft" / "DeveloperTools" / ".onnxruntime"
    return folder if folder.exists() else None
