"""Whatever the umask, a home is its owner's alone: each file 0600, each folder 0700."""

import os
import stat
import subprocess
import sys
from pathlib import Path

from forked import run_forked

from kb.store.home import Home

SAMPLES = Path(__file__).parents[2] / "sample_docs"
# As a library, in a program whose umask lets everybody write; its lines are what others may do while it is open.
LIBRARY = """
import io, os, sys
from pathlib import Path
os.umask(0)
import kb
from api.backend.local import LocalBackend
from api.backend.uploads import save, uploads_folder
from kb.settings import load
home, documents = map(Path, sys.argv[1:])
with kb.open(settings=load(home, {}, embed="builtin", chat="builtin", keep_answers=True)) as base:
    backend = LocalBackend(base)
    list(backend.ingest([documents]))
    list(backend.ask("What is the monthly rent of the office?"))
    folder = uploads_folder(home, "default")
    save(io.BytesIO(b"Tea is served at four."), folder, "tea.md")
    list(backend.ingest([folder]))
    first = backend.documents()[0].id
    backend.remove(first)
    for place in [home, *home.rglob("*")]:
        if place.lstat().st_mode & 0o077:
            print(oct(place.stat().st_mode), place)
"""


def open_to_others(home) -> list[str]:
    places = [home, *home.rglob("*")]
    return [f"{stat.S_IMODE(place.lstat().st_mode):o} {place}" for place in places if place.lstat().st_mode & 0o077]


def kb_with_open_umask(*words) -> None:
    environ = os.environ | {"KB_EMBED": "builtin", "KB_CHAT": "builtin", "KB_KEEP_ANSWERS": "1"}
    done = run_forked(words, environ, umask=0)
    assert done.returncode == 0, done.stderr


def test_commands_make_files_that_only_their_owner_may_read(tmp_path):
    home = tmp_path / "home"
    kb_with_open_umask("--home", home, "ingest", SAMPLES)
    kb_with_open_umask("--home", home, "ask", "What is the monthly rent of the office?")
    names = {place.name for place in home.rglob("*")}
    assert {"catalog.sqlite3", "high.bin", "meta.json", "lock"} <= names
    assert open_to_others(home) == []


def test_a_program_that_uses_kb_keeps_its_umask_and_the_home_is_private_while_it_is_open_too(tmp_path):
    home = tmp_path / "home"
    done = subprocess.run([sys.executable, "-c", LIBRARY, home, SAMPLES], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert {"uploads", "vectors", "words"} <= {place.name for place in home.iterdir()}
    assert open_to_others(home) == []


def test_an_older_home_that_others_could_read_is_tightened_when_it_is_opened(tmp_path):
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    kb_with_open_umask("--home", home, "ingest", SAMPLES)
    elsewhere.write_text("not ours")
    elsewhere.chmod(0o644)
    (home / "link").symlink_to(elsewhere)
    for place in home.rglob("*"):
        if not place.is_symlink():
            place.chmod(0o777 if place.is_dir() else 0o666)
    with Home.open(home) as opened:
        opened.space().documents()
    assert [line for line in open_to_others(home) if not line.endswith("link")] == []
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o644
