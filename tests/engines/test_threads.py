import os
import subprocess
import sys
from pathlib import Path

import pytest

TASKS = Path("/proc/self/task")
COUNT = """
import kb, numpy, os
numpy.ones((5000, 768), numpy.float32) @ numpy.ones(768, numpy.float32)
numpy.ones((500, 768), numpy.float32) @ numpy.ones((768, 500), numpy.float32)
print(len(os.listdir("/proc/self/task")))
"""


def count_threads(**environ: str) -> int:
    inherited = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    command = [sys.executable, "-c", COUNT]
    return int(subprocess.run(command, env=inherited | environ, check=True, capture_output=True, text=True).stdout)


@pytest.mark.skipif(not TASKS.exists(), reason="threads are counted in /proc")
def test_comparing_vectors_starts_no_threads_unless_somebody_asks_for_them():
    assert count_threads() == 1
    assert count_threads(OPENBLAS_NUM_THREADS="2") == min(2, os.cpu_count() or 1)
