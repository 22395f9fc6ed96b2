"""Sentence ends and the scripts' ranges are defined in kb.text, and nowhere a second time."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# What signs cost in the vocabularies of models: other classes than those of scripts.
OF_ITS_OWN = {"kb/engines/token_counts.py"}
MODULES = sorted(
    path
    for package in ("kb", "ingest", "api")
    for path in (str(file.relative_to(ROOT)) for file in (ROOT / package).rglob("*.py"))
    if not path.startswith("kb/text/") and path not in OF_ITS_OWN
)
CLASS = re.compile(r"\[\^?(?:\\.|[^\]\\])+\]")
LETTER = r"[\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff]"
RANGE = re.compile(rf"{LETTER}-{LETTER}|\\u(?:[3-9]|ac|f9)[0-9a-f]{{2,3}}-\\u")
# A class that holds a comma as well is of all punctuation.
MARKS = (set(".!?"), set("。！？"))


def defined_again(source: str) -> list[str]:
    """Classes of regular expressions with the marks that end sentences, and ranges of East Asian letters."""
    texts = [
        node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant) and type(node.value) is str
    ]
    classes = [found for text in texts for found in CLASS.findall(text)]
    ending = [each for each in classes if any(marks <= set(each) for marks in MARKS) and not set(",，、") & set(each)]
    return [*ending, *(found for text in texts for found in RANGE.findall(text))]


@pytest.mark.parametrize("path", MODULES)
def test_a_module_takes_sentence_ends_and_scripts_from_kb_text(path):
    assert defined_again((ROOT / path).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        r're.compile(r"[.!?]\s+|[。！？；]")',
        r're.compile("[\u4e00-\u9fff]")',
        r're.compile(r"[\u4e00-\u9fff]")',
        're.compile("[一-龥]+")',
    ],
)
def test_a_second_definition_is_seen(source):
    assert defined_again(source)


@pytest.mark.parametrize(
    "source", ['re.compile(rf"[{MARKS}]+")', "'你好！请问？好。'", 're.compile(r"[?？]$")', r're.compile(r"\d+[.,]\d")']
)
def test_other_texts_are_none(source):
    assert defined_again(source) == []
