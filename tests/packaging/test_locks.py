"""The lock files: what is in them, what was left out of them, and that kb runs without that."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
LOCKS = ["requirements.lock", "requirements-dev.lock", "requirements-ocr.lock"]

# Runs commands of kb, a line each, where four packages cannot be imported.
WITHOUT = """
import sys
from importlib.abc import MetaPathFinder

class Refuse(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("huggingface_hub", "kubernetes", "langsmith", "sentence_transformers"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Refuse())
from api.cli import app
for line in sys.argv[1].splitlines():
    try:
        app([*sys.argv[2:], *line.split("|")])
    except SystemExit as ended:
        assert not ended.code, ended.code
"""


def locked(name: str) -> dict[str, set[str]]:
    """Packages by name, with their versions: there are two of one that has a newer one for a newer Python."""
    found: dict[str, set[str]] = {}
    for package, version in re.findall(r"^([a-z0-9-]+)==(\S+)", (CHECKOUT / name).read_text(), re.MULTILINE):
        found.setdefault(package, set()).add(version)
    return found


def run_without(home: Path, *lines: str) -> str:
    """What they print, one after the other in one process: each that is started imports everything anew."""
    engines = ["--home", str(home), "--embed", "builtin", "--chat", "builtin"]
    command = [sys.executable, "-W", "ignore", "-c", WITHOUT, "\n".join(lines), *engines]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_locks_hold_names_versions_and_hashes_only():
    line = re.compile(r"[a-z0-9-]+==[0-9a-z.]+( ; [^\\]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?")
    for name in LOCKS:
        assert [text for text in (CHECKOUT / name).read_text().splitlines() if not line.fullmatch(text)] == []


def test_what_tests_need_is_not_installed_for_running():
    assert not {"pytest", "mypy", "ruff", "pillow", "langchain-openai", "llm"} & locked("requirements.lock").keys()
    assert not locked("requirements.lock").keys() & locked("requirements-dev.lock").keys()
    assert not locked("requirements.lock").keys() & locked("requirements-ocr.lock").keys()


def test_what_tests_and_character_recognition_both_need_is_the_same_version():
    tests, recognition = locked("requirements-dev.lock"), locked("requirements-ocr.lock")
    assert "pillow" in tests.keys() & recognition.keys()
    assert all(tests[name] == recognition[name] for name in tests.keys() & recognition.keys())


def test_packages_that_are_never_imported_are_not_installed():
    for name in LOCKS:
        left_out = {"kubernetes", "huggingface-hub", "sentence-transformers", "torch", "opencv-python"}
        assert not left_out & locked(name).keys()
    assert "langsmith" not in locked("requirements.lock")
    assert "langsmith" not in locked("requirements-ocr.lock")


def test_kb_takes_in_keeps_and_finds_without_the_packages_left_out(tmp_path):
    printed = run_without(
        tmp_path,
        "ingest|sample_docs/handbook|sample_docs/contracts|sample_docs/sales/price-list-2026.csv",
        "search|how much time off do I get|--mode|vector",
        "ask|What is the monthly rent of the office?",
    )
    taken_in, found, answered = (printed.index(said) for said in ("5 added", "28 days", "9,600 euros"))
    assert taken_in < found < answered


def test_types_are_checked_where_ocr_is_not_installed_too():
    [override] = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["tool"]["mypy"]["overrides"]
    sources = [path.read_text() for package in ("kb", "ingest", "api") for path in (CHECKOUT / package).rglob("*.py")]
    imported = set(re.findall(r"^ *(?:import|from) (\w+)", "\n".join(sources), re.MULTILINE))
    optional = imported & {package.replace("-", "_") for package in locked("requirements-ocr.lock")}
    assert ("rapidocr" in optional, {f"{name}.*" for name in optional} - set(override["module"])) == (True, set())
