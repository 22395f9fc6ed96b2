"""A document named as somebody types it: by its path in the list, or as the file that it is from here."""

from __future__ import annotations

import os
import unicodedata

import pytest
from command_line import invoke

pytestmark = pytest.mark.usefixtures("builtin_engines")


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home with two documents, seen from the folder above theirs."""
    (tmp_path / "docs" / "rules").mkdir(parents=True)
    (tmp_path / "docs" / "fees.md").write_text("The fee is 40 euros.\n")
    (tmp_path / "docs" / "rules" / "Überstunden.md").write_text("Overtime is paid in full.\n")
    monkeypatch.chdir(tmp_path)
    assert invoke(tmp_path / "home", "ingest", "docs").exit_code == 0
    return tmp_path / "home"


@pytest.mark.parametrize(
    "typed",
    [
        "fees.md",
        "./fees.md",
        "rules/../fees.md",
        "docs/fees.md",
        "./docs//fees.md",
        "../{here}/docs/fees.md",
        "{root}/docs/fees.md",
    ],
)
def test_a_document_is_found_by_its_path_in_the_list_or_from_here(home, typed):
    typed = typed.format(here=home.parent.name, root=home.parent)
    assert invoke(home, "docs", "show", typed, "--page", "1").stdout.strip() == "The fee is 40 euros."


def test_accents_may_be_composed_either_way_in_a_path_from_here(home):
    for form in ("NFC", "NFD"):
        typed = unicodedata.normalize(form, "docs/rules/Überstunden.md")
        assert invoke(home, "docs", "show", typed, "--page", "1").stdout.strip() == "Overtime is paid in full."


def test_a_path_by_way_of_a_link_is_that_of_what_it_leads_to(home):
    os.symlink(home.parent / "docs", home.parent / "link")
    assert invoke(home, "docs", "show", "link/fees.md", "--page", "1").stdout.strip() == "The fee is 40 euros."


def test_a_name_alone_removes_nothing_and_the_path_that_ends_so_is_told(home):
    refused = invoke(home, "docs", "remove", "Überstunden.md")
    told = "error: There is no document 'Überstunden.md'. There is rules/Überstunden.md; see all with: kb docs list\n"
    assert (refused.exit_code, refused.stderr) == (2, told)
