"""Seams hold only while nothing asks what stands behind them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def modules() -> Iterator[Path]:
    return (path for package in ("kb", "ingest", "api") for path in (ROOT / package).rglob("*.py"))


def names_builtin(node: ast.expr) -> bool:
    match node:
        case ast.Name("BUILTIN") | ast.Attribute(attr="BUILTIN") | ast.Constant("builtin"):
            return True
        case ast.Tuple() | ast.List() | ast.Set():
            return any(map(names_builtin, node.elts))
    return False


def comparisons(source: str) -> list[int]:
    """The lines in which something is compared with the built-in engine's name."""
    found = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Compare))
    return [node.lineno for node in found if any(map(names_builtin, (node.left, *node.comparators)))]


@pytest.mark.parametrize(
    "source", ["name == BUILTIN", "engines.BUILTIN != x", "BUILTIN in (a, b)", 'x in ("builtin", "")', 'a == "builtin"']
)
def test_a_comparison_with_the_built_in_engine_is_found_however_it_is_written(source):
    assert comparisons(f"\n{source}") == [2]


def test_only_what_opens_engines_by_their_names_compares_the_name_of_the_built_in_one():
    comparing = {str(path.relative_to(ROOT)) for path in modules() if comparisons(path.read_text(encoding="utf-8"))}
    assert comparing == {"kb/engines/__init__.py"}
