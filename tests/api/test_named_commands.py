"""Every `kb …` that a hint, an error or a page of documentation names is there, with the options that it names."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from api.cli import app
from api.cli.commands import hoist_options

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
MODULES = [file for package in ("kb", "ingest", "api") for file in sorted((ROOT / package).rglob("*.py"))]
# What a saved conversation begins with, and what is named at run time.
NO_COMMAND = {"kb conversation 1", "kb X"}
# As a text names one: in backticks, after a colon, or alone. A sentence about kb has neither.
IN_A_TEXT = re.compile(r"(?:`|: |^)(kb(?: [^`\n;]*)?)(?:`|;|$)", re.MULTILINE)
CODE_BLOCK = re.compile(r"^```[^\n]*\n(.*?)^```", re.DOTALL | re.MULTILINE)
INLINE_CODE = re.compile(r"`([^`\n]+)`")
END = re.compile(r"\s(?:#|\||&&|<|>|→)\s.*|[.,)]+$|[.,)] .*")


def texts_of(module: Path) -> Iterator[str]:
    """The texts of a module; what is filled in is written X."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            yield node.value


def commands_in_text(text: str) -> Iterator[str]:
    for found in IN_A_TEXT.findall(text):
        yield END.sub("", found).strip()


def commands_in_page(page: str) -> Iterator[str]:
    """Lines of code blocks, and inline code, that begin with `kb`; after a pipe too."""
    lines = [line for block in CODE_BLOCK.findall(page) for line in block.splitlines()]
    for code in [*lines, *INLINE_CODE.findall(CODE_BLOCK.sub("", page))]:
        for part in re.split(r"\||&&", re.sub(r'"[^"]*"', "X", code)):
            words = part.strip().removeprefix("$ ").removeprefix(".venv/bin/")
            if words == "kb" or words.startswith("kb "):
                yield re.sub(r"\s(?:#|<|>|→)\s.*", "", words).strip()


def find_problem(command: str) -> str:
    """What the parser of the command line says of it; empty where nothing."""
    try:
        words = hoist_options(shlex.split(command.replace("…", "").replace("[", " ").replace("]", " "))[1:])
        return parse(typer.main.get_command(app), words)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def parse(group, words: list[str]) -> str:
    """Reads the words as options and arguments, and runs nothing."""
    context = typer.Context(group, info_name="kb")
    _, rest, _ = group.make_parser(context).parse_args(list(words))
    if not hasattr(group, "get_command"):
        return f"too much: {rest}" if rest else ""
    if not rest:
        return ""
    name, *more = rest
    problems = []
    for each in name.split("|"):  # one of several
        found = group.get_command(context, each)
        problems.append(f"there is no {each}" if found is None else parse(found, more))
    return "; ".join(filter(None, problems))


@pytest.mark.parametrize(
    ("command", "wrong"),
    [
        ("kb docs list", False),
        ("kb ask -k 3 QUESTION --space hr", False),
        ("kb docs list|show|remove", False),
        ("kb", False),
        ("kb docs lost", True),
        ("kb doctor --everything", True),
        ("kb search --lots", True),
        ("kb serve now", True),
    ],
)
def test_a_command_that_is_not_there_is_found(command, wrong):
    assert bool(find_problem(command)) is wrong


def test_texts_and_pages_are_read_as_people_read_them():
    assert list(commands_in_text("Nobody is here. Run: kb serve")) == ["kb serve"]
    assert list(commands_in_text("Is `kb serve` running, and `kb docs list` empty?")) == ["kb serve", "kb docs list"]
    assert list(commands_in_text("Of what kb keeps, nothing leaves.")) == []
    page = 'Then `kb search`.\n\n```\necho "Why?" | kb ask -  # from stdin\nkb chat\n```\n'
    assert list(commands_in_page(page)) == ["kb ask -", "kb chat", "kb search"]


def test_every_command_that_a_message_names_is_there():
    named = {command: module for module in MODULES for text in texts_of(module) for command in commands_in_text(text)}
    assert len(named) > 20
    wrong = {
        f"{module.relative_to(ROOT)}: {command}": problem
        for command, module in named.items()
        if command not in NO_COMMAND and (problem := find_problem(command))
    }
    assert wrong == {}


def test_every_command_that_a_page_names_is_there():
    named = {command: page for page in PAGES for command in commands_in_page(page.read_text(encoding="utf-8"))}
    assert len(named) > 20
    wrong = {
        f"{page.relative_to(ROOT)}: {command}": problem
        for command, page in named.items()
        if (problem := find_problem(command))
    }
    assert wrong == {}
