"""Ctrl-C pressed again while the first one is still being obeyed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path


def test_a_second_ctrl_c_ends_an_ingest_at_once_with_one_line_and_the_next_run_goes_on(tmp_path):
    docs = tmp_path / "docs"
    docs.mkdir()
    for number in range(60):
        (docs / f"{number}.md").write_text(f"# Note {number}\n\n" + f"The rent of house {number} is 900 euro. " * 60)
    command = [str(Path(sys.executable).with_name("kb")), "--home", str(tmp_path / "home"), "ingest", str(docs)]
    env = {**os.environ, "KB_EMBED": "builtin", "KB_CHAT": "builtin"}
    with subprocess.Popen(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as run:
        run.stdout.readline()
        for _ in range(2):
            os.killpg(run.pid, signal.SIGINT)
            time.sleep(0.03)
        _, said = run.communicate(timeout=30)
    assert run.returncode == 130
    assert (
        said.splitlines()[-1] == "error: interrupted. What was finished is kept; the same command goes on from there."
    )
    assert "Traceback" not in said
    again = subprocess.run(command, env=env, capture_output=True, text=True, timeout=120)
    assert again.returncode == 0
