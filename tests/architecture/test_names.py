"""A name that is searched for leads to one place."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]


def public_classes() -> Iterator[str]:
    for package in ("kb", "ingest", "api"):
        for module in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    yield node.name


def test_no_two_public_classes_have_one_name():
    names = Counter(public_classes())
    assert len(names) > 200
    assert sorted(name for name, count in names.items() if count > 1) == []
