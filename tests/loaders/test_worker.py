import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from ingest.loaders.formats import LoadedFile
from ingest.workers import pool
from ingest.workers.pool import Workers
from kb.errors import Unreadable

MISBEHAVING = "misbehaving:load"


def read(*names: str, **limits) -> dict[str, LoadedFile | Unreadable]:
    with Workers(loader=MISBEHAVING, **limits) as workers:
        return {path.name: result for path, result in workers.read(Path(name) for name in names)}


def test_a_crash_costs_that_file_only():
    results = read("a", "crash", "b", "exit", "c")
    assert {name for name, result in results.items() if isinstance(result, LoadedFile)} == {"a", "b", "c"}
    assert str(results["crash"]) == "is damaged in a way that crashes the program reading it"
    assert results["crash"].kind == "broken"
    assert str(results["exit"]) == "is damaged in a way that crashes the program reading it"


def test_a_file_that_takes_too_long_is_given_up_and_the_others_go_on():
    results = read("a", "hang", "b", "c", time_limit=1.0)
    assert {name for name, result in results.items() if isinstance(result, LoadedFile)} == {"a", "b", "c"}
    assert str(results["hang"]) == "took longer than 1 seconds to read"
    assert results["hang"].kind == "limits"


def test_a_file_that_wants_too_much_memory_is_given_up():
    results = read("a", "swallow", "b", memory_limit=200_000_000)
    assert str(results["swallow"]) == "needs more than 200 MB of memory to be read"
    assert results["swallow"].kind == "limits"
    assert isinstance(results["b"], LoadedFile)


def test_a_reason_crosses_the_pipe_unharmed():
    refused = read("refuse")["refuse"]
    assert isinstance(refused, Unreadable)
    assert (refused.message, refused.kind) == ("is empty", "empty")


def test_what_a_library_prints_does_not_get_between_the_answers():
    results = read("print", "a")
    assert all(isinstance(result, LoadedFile) for result in results.values())


def test_paths_are_taken_only_as_far_ahead_as_agreed():
    taken = []

    def paths():
        for number in range(50):
            taken.append(number)
            yield Path(str(number))

    with Workers(count=1, ahead=3, loader=MISBEHAVING) as workers:
        reading = workers.read(paths())
        next(reading)
        assert len(taken) <= 4
        reading.close()


def test_a_second_process_reads_beside_a_file_that_takes_long():
    with Workers(2, loader=MISBEHAVING) as workers:
        reading = workers.read(map(Path, ["hang", "b"]))
        path, _ = next(reading)
        assert path.name == "b"
        reading.close()


def test_one_process_reads_what_is_small_and_a_second_one_beside_a_file_that_takes_long(monkeypatch):
    monkeypatch.setattr(pool, "_LONG", 60.0)  # to start a process may take seconds here
    with Workers(2, loader=MISBEHAVING) as workers:
        read_by = {result.pages[0].text.split()[-1] for _, result in workers.read(map(Path, "abcdef"), small=True)}
        assert len(read_by) == 1
        monkeypatch.setattr(pool, "_LONG", 0.1)
        reading = workers.read(map(Path, ["hang", "b"]), small=True)
        path, _ = next(reading)
        assert path.name == "b"
        reading.close()


def test_one_process_reads_many_files_and_is_gone_after_closing():
    with Workers(count=1, loader=MISBEHAVING) as workers:
        read_by = [result.pages[0].text.split()[-1] for _, result in workers.read(map(Path, "abcdef"))]
    assert len(set(read_by)) == 1
    assert not Path("/proc", read_by[0]).exists()


def test_the_time_limit_is_for_each_page_where_a_loader_tells_of_pages():
    assert isinstance(read("slowly", time_limit=1.5)["slowly"], LoadedFile)


def test_what_a_worker_unpacked_goes_with_it():
    with Workers(1, loader=MISBEHAVING) as workers:
        unpacked = Path(workers.read_one(Path("unpack")).title)
        assert unpacked.exists()
    assert not unpacked.parent.exists()


def test_closing_does_not_wait_for_a_file_that_hangs():
    workers = Workers(count=1, loader=MISBEHAVING)
    reading = workers.read(map(Path, ["hang"]))

    def wait():
        with suppress(RuntimeError):  # where the process had no time to start
            next(reading, None)

    done = threading.Thread(target=wait, daemon=True)
    done.start()
    time.sleep(0.3)
    workers.close()
    done.join(timeout=10)
    assert not done.is_alive()


def test_workers_die_with_a_parent_that_was_killed(tmp_path):
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path\n"
        "from ingest.workers.pool import Workers\n"
        "reading = Workers(count=1, loader='misbehaving:load').read(map(Path, ['unpack', 'a', 'hang']))\n"
        "print(next(reading)[1].title, next(reading)[1].pages[0].text.split()[-1], flush=True)\n"
        "next(reading)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script, str(Path(__file__).parent)], stdout=subprocess.PIPE)
    unpacked, pid = parent.stdout.readline().split()
    worker = int(pid)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while _alive(worker) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not _alive(worker) and not Path(unpacked.decode()).exists()


def test_a_worker_needs_none_of_the_stores_and_engines():
    script = "import ingest.workers.process, ingest.loaders.load, sys; print([m for m in sys.modules if m in sys.argv])"
    heavy = ["chromadb", "tantivy", "onnxruntime", "sqlalchemy", "kreuzberg", "pypdfium2", "lxml", "fastapi"]
    printed = subprocess.run([sys.executable, "-c", script, *heavy], capture_output=True, text=True, check=True)
    assert printed.stdout.strip() == "[]"


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")  # a dead process whose new parent has not looked yet is dead all the same
    return not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] != "Z"
