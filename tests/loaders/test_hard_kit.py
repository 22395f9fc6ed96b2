"""Awkward files of many makers, where that kit lies beside the checkout."""

import json
import re
import unicodedata
from pathlib import Path

import pytest

from ingest.loaders.load import load
from ingest.loaders.ocr.recognition import is_installed
from kb.errors import Unreadable

KIT = Path(__file__).parents[3] / "shared" / "eval" / "hard"
MANIFEST = KIT / "manifest.jsonl"
ROWS = [json.loads(line) for line in MANIFEST.read_text("utf-8").splitlines()] if MANIFEST.exists() else []
KINDS = {"encrypted": {"encrypted"}, "scanned": {"scanned"}, "empty": {"empty"}, "corrupt": {"broken", "limits"}}


def bare(text: str) -> str:
    """As the kit compares: compatibility forms alike, without white space and what has no width."""
    return re.sub(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+", "", unicodedata.normalize("NFKC", text))


@pytest.mark.skipif(not ROWS, reason="the kit of hard files is not beside this checkout")
@pytest.mark.parametrize("row", ROWS, ids=[row["file"] for row in ROWS])
def test_a_hard_file_ends_as_its_kit_expects(row):
    try:
        loaded = load(KIT / "docs" / row["file"])
    except Unreadable as reason:
        assert reason.kind in KINDS.get(row["expected"], set()), str(reason)
        return
    if row["expected"] == "scanned" and is_installed():
        assert "read by OCR" in loaded.problems[-1]
        return
    assert row["expected"] in ("text", "corrupt")
    if row["expected"] == "corrupt":
        assert loaded.problems, "what was saved of a damaged file must say so"
        return
    pages = [page.text for page in loaded.pages if row.get("page") in (None, page.number)]
    assert bare(row["contains"]) in bare("\n".join(pages))
