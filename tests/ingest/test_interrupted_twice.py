"""Ctrl-C pressed again while the first one is still being obeyed."""

import os
import signal
import time

from forked import Forked, run_forked


def test_a_second_ctrl_c_ends_an_ingest_at_once_with_one_line_and_the_next_run_goes_on(tmp_path):
    docs = tmp_path / "docs"
    docs.mkdir()
    for number in range(60):
        (docs / f"{number}.md").write_text(f"# Note {number}\n\n" + f"The rent of house {number} is 900 euro. " * 60)
    words = ["--home", tmp_path / "home", "ingest", docs]
    env = {**os.environ, "KB_EMBED": "builtin", "KB_CHAT": "builtin"}
    with Forked(words, env, new_session=True) as run:
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
    for number in range(10, 60):  # to read them all would take a quarter of a minute
        (docs / f"{number}.md").unlink()
    assert run_forked(words, env).returncode == 0
