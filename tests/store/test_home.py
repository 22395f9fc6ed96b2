"""A home has one owner at a time, whom everybody can name, and any number of spaces."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import threading
import time

import pytest

from kb.errors import HomeBusy, HomeError, UnknownSpace, UsageError
from kb.store.home import Home
from kb.store.lock import read_holder

OWN = """
import sys, time
from kb.store.home import Home
home = Home.open(sys.argv[1], command="kb serve")
print("open", flush=True)
time.sleep(60)
"""
LOOK = """
import sys
from kb.store.home import Home
with Home.open(sys.argv[1]) as home:
    home.space().documents()
assert "chromadb" not in sys.modules
"""


def owner(folder) -> subprocess.Popen[str]:
    """Another process that owns the home until it is killed."""
    process = subprocess.Popen([sys.executable, "-c", OWN, str(folder)], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "open\n"
    return process


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()


def test_a_new_home_is_private_and_has_a_default_space(tmp_path):
    with Home.open(tmp_path / "deep" / "home", command="kb ingest") as home:
        assert home.spaces() == ["default"]
        assert stat.S_IMODE(home.path.stat().st_mode) == 0o700
        assert stat.S_IMODE((home.path / "holder.json").stat().st_mode) == 0o600


def test_a_second_opening_in_the_same_process_is_refused(tmp_path):
    with (
        Home.open(tmp_path / "home", command="kb serve"),
        pytest.raises(HomeBusy, match=rf"in use by `kb serve` \(process {os.getpid()}, since 20"),
    ):
        Home.open(tmp_path / "home", wait=0)
    Home.open(tmp_path / "home", wait=0).close()


def test_another_process_is_named_waited_for_and_survived(tmp_path):
    other = owner(tmp_path / "home")
    assert (read_holder(tmp_path / "home").command, read_holder(tmp_path / "home").pid) == ("kb serve", other.pid)
    with pytest.raises(HomeBusy, match=f"`kb serve`.*{other.pid}.*stop it"):
        Home.open(tmp_path / "home", wait=0)
    told: list[str] = []

    def tell(message: str) -> None:
        told.append(message)
        kill(other)

    with Home.open(tmp_path / "home", on_wait=tell) as home:
        assert home.spaces() == ["default"]
    [message] = told
    assert message.startswith(f"Waiting for `kb serve` (process {other.pid}, since ")


def test_what_a_killed_owner_left_names_nobody(tmp_path):
    other = owner(tmp_path / "home")
    kill(other)
    assert (tmp_path / "home" / "holder.json").exists()
    assert read_holder(tmp_path / "home") is None


def test_whoever_only_looks_does_not_stand_in_the_way(tmp_path):
    Home.open(tmp_path / "home").close()
    until = time.monotonic() + 0.5

    def look() -> None:
        while time.monotonic() < until:
            read_holder(tmp_path / "home")

    looking = threading.Thread(target=look)
    looking.start()
    for _ in range(5):
        Home.open(tmp_path / "home", wait=5).close()
    looking.join()


def test_a_server_says_where_it_is(tmp_path):
    assert read_holder(tmp_path / "home") is None
    with Home.open(tmp_path / "home") as home:
        home.announce("http://127.0.0.1:8808", "token")
        assert (read_holder(home.path).url, read_holder(home.path).token) == ("http://127.0.0.1:8808", "token")
        assert stat.S_IMODE((home.path / "holder.json").stat().st_mode) == 0o600
    assert read_holder(tmp_path / "home") is None


def test_closing_twice_is_closing_once(tmp_path):
    home = Home.open(tmp_path / "home")
    home.close()
    home.close()


def test_a_folder_with_other_files_is_not_taken_over(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(HomeError, match="holds other files"):
        Home.open(tmp_path)
    with pytest.raises(HomeError, match="is a file"):
        Home.open(tmp_path / "thesis.txt")
    assert os.listdir(tmp_path) == ["thesis.txt"]


def test_a_home_cannot_be_made_below_a_file(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(HomeError, match="cannot be written to: Not a directory"):
        Home.open(tmp_path / "thesis.txt" / "home")


def test_a_space_has_any_name_people_use(tmp_path):
    with Home.open(tmp_path / "home") as home:
        for name in ("研发文档", "Q3 report: draft", "x" * 64):
            home.space(name, create=True)
        assert home.spaces() == sorted(["default", "研发文档", "Q3 report: draft", "x" * 64])
        assert home.space("研发文档") is home.space("研发文档")


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "a\\b", "a\nb", " a", "x" * 65, "a\x00", "\u202eabc"])
def test_an_impossible_name_is_refused(tmp_path, name):
    with Home.open(tmp_path / "home") as home, pytest.raises(UsageError, match="cannot be the name of a space"):
        home.space(name, create=True)


def test_a_space_that_is_not_there_is_made_only_on_demand(tmp_path):
    with Home.open(tmp_path / "home") as home:
        with pytest.raises(UnknownSpace, match="kb space create lab"):
            home.space("lab")
        assert home.spaces() == ["default"]


def test_reading_what_is_there_does_not_load_chroma(tmp_path):
    subprocess.run([sys.executable, "-c", LOOK, str(tmp_path / "home")], check=True)
