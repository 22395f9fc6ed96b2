"""Temporary folders go with their process, however it ends; what a killed one left is removed by the next."""

import io
import os
import re
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import httpx
import pytest
from forked import Forked, run_forked

from ingest.temporary_folders import folder

LOADERS = Path(__file__).parents[1] / "loaders"
# A process with a worker that has unpacked something and now hangs; its line names the folder and the worker.
HANGING = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from ingest.workers.pool import Workers
with Workers(1, loader="misbehaving:load") as workers:
    reading = workers.read(map(Path, ["unpack", "a", "hang"]))
    print(Path(next(reading)[1].title).parent, next(reading)[1].pages[0].text.split()[-1], flush=True)
    next(reading)
"""


def temporary_files(folder) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir() if entry.name.startswith("kb-"))


def has_worker(pid: int) -> bool:
    """Whether a process reads for this one: its folder alone is there a moment before it."""
    children = " ".join(file.read_text() for file in Path(f"/proc/{pid}/task").glob("*/children")).split()
    commands = [Path(f"/proc/{child}/cmdline") for child in children]
    return any(b"ingest.workers.process" in command.read_bytes() for command in commands if command.exists())


def wait_until(true) -> bool:
    end = time.monotonic() + 60
    while not true() and time.monotonic() < end:
        time.sleep(0.02)
    return true()


def hanging(tmp_path) -> tuple[subprocess.Popen, str, int]:
    process = subprocess.Popen(
        [sys.executable, "-c", HANGING, str(LOADERS)],
        env=os.environ | {"TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    unpacked, worker = process.stdout.readline().split()
    return process, unpacked, int(worker)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_worker_takes_its_folder_along_when_its_parent_is_told_to_end_or_killed(tmp_path, number):
    process, unpacked, _ = hanging(tmp_path)
    assert Path(unpacked).parent == tmp_path and Path(unpacked).exists()
    process.send_signal(number)
    process.communicate(timeout=20)
    assert wait_until(lambda: temporary_files(tmp_path) == [])


def test_a_worker_that_answers_one_who_is_gone_takes_its_folder_along(tmp_path):
    (tmp_path / "kb-worker").mkdir()
    answers, closed = os.pipe()
    os.close(answers)
    code = "import os, sys; from ingest.workers import process; process._send(os.fdopen(int(sys.argv[1]), 'wb'), 1)"
    environ = os.environ | {"TMPDIR": str(tmp_path / "kb-worker")}
    ended = subprocess.run([sys.executable, "-c", code, str(closed)], env=environ, pass_fds=[closed], check=False)
    os.close(closed)
    assert ended.returncode == 0 and temporary_files(tmp_path) == []


def test_what_both_leave_when_they_are_killed_at_once_is_removed_by_the_next_command(tmp_path):
    process, unpacked, worker = hanging(tmp_path)
    os.kill(process.pid, signal.SIGSTOP)  # so that it cannot clean up after the worker
    os.waitpid(process.pid, os.WUNTRACED)  # until all of its threads stand still
    os.kill(worker, signal.SIGKILL)
    process.kill()
    process.communicate(timeout=20)
    assert Path(unpacked).exists()
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "leave.md").write_text("There are 28 days of paid leave a year.\n")
    environ = os.environ | {"TMPDIR": str(tmp_path), "KB_EMBED": "builtin", "KB_CHAT": "builtin"}
    assert run_forked(["--home", tmp_path / "home", "ingest", tmp_path / "documents"], environ).returncode == 0
    assert temporary_files(tmp_path) == []


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_ingest_that_is_interrupted_leaves_no_temporary_folder(tmp_path, number, code):
    (tmp_path / "documents").mkdir()
    for archive in range(20):
        with zipfile.ZipFile(tmp_path / "documents" / f"{archive}.zip", "w") as packed:
            for name in range(20):
                packed.writestr(f"{archive}-{name}.html", f"<p>Rule {name} of {archive}.</p>")
    environ = os.environ | {"TMPDIR": str(tmp_path), "KB_EMBED": "builtin", "KB_CHAT": "builtin"}
    process = Forked(["--home", tmp_path / "home", "ingest", tmp_path / "documents"], environ)
    assert wait_until(lambda: temporary_files(tmp_path) != [])
    process.send_signal(number)
    with process:
        process.communicate(timeout=60)
    assert process.returncode == code
    assert temporary_files(tmp_path) == []


def test_an_error_removes_the_folder_too(tmp_path):
    with pytest.raises(KeyError), folder("test") as made:
        (made / "file").write_text("secret")
        assert made.stat().st_mode & 0o777 == 0o700
        raise KeyError("xref")
    assert not made.exists()


def test_only_folders_of_ours_whose_process_is_dead_are_removed(tmp_path):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    ours, living = f"kb-worker-{gone.pid}-abcdefgh", f"kb-worker-{os.getpid()}-abcdefgh"
    kept = [living, "kb-worker-abcdefgh", f"other-{gone.pid}-abcdefgh", f"kb-worker-{gone.pid}-abcdefgh.txt"]
    for name in (ours, *kept):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text("x")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / f"kb-worker-{gone.pid}-symbolic").symlink_to(tmp_path / "elsewhere")
    script = "from ingest.temporary_folders import remove_left_behind as remove; remove()"
    subprocess.run([sys.executable, "-c", script], env=os.environ | {"TMPDIR": str(tmp_path)}, check=True)
    assert not (tmp_path / ours).exists()
    assert all((tmp_path / name / "file").exists() for name in kept) and (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_server_that_is_stopped_or_killed_while_it_reads_uploads_leaves_no_temporary_folder(tmp_path, number):
    environ = os.environ | {"TMPDIR": str(tmp_path), "KB_EMBED": "builtin", "KB_CHAT": "builtin"}
    server = Forked(["--home", tmp_path / "home", "serve", "--port", "0"], environ)
    url = re.search(r"http://\S+", server.stderr.readline())[0]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for rule in range(200):
            archive.writestr(f"{rule}.html", f"<p>Rule {rule}.</p>")
    httpx.post(
        f"{url}/documents", files={"files": ("rules.zip", packed.getvalue())}, timeout=60, trust_env=False, verify=False
    )
    assert wait_until(lambda: temporary_files(tmp_path) != [] and has_worker(server.pid))
    server.send_signal(number)
    with server:
        server.communicate(timeout=60)
    assert wait_until(lambda: temporary_files(tmp_path) == [])
