"""The README and the pages of docs/: short, whole, and leading where they say."""

import re
from dataclasses import fields
from pathlib import Path

from kb.settings import Settings

CHECKOUT = Path(__file__).parents[2]
PAGES = [CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").glob("*.md"))]


def cells(page: Path, line: str) -> list[list[str]]:
    """The rows of the first table below a line that begins so; its head is left out."""
    below = page.read_text().partition(f"\n{line}")[2]
    rows = below[below.index("\n| ") :].strip().partition("\n\n")[0].splitlines()
    return [[cell.strip(" *") for cell in row.strip("|").split("|")] for row in rows[2:]]


def anchors(page: Path) -> set[str]:
    """The names that GitHub gives to a page's headings."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_readme_has_at_most_160_lines():
    assert len((CHECKOUT / "README.md").read_text().splitlines()) <= 160


def test_the_readme_leads_to_every_page():
    readme = (CHECKOUT / "README.md").read_text()
    assert [page.name for page in PAGES[1:] if f"](docs/{page.name})" not in readme] == []


def test_links_lead_to_files_and_headings_that_are_there():
    broken = []
    for page in PAGES:
        for place, heading in re.findall(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)", page.read_text()):
            target = page.parent / place if place else page
            if not target.is_file() or (heading and heading not in anchors(target)):
                broken.append((page.name, place, heading))
    assert broken == []


def test_every_setting_is_in_the_table_of_settings():
    page = (CHECKOUT / "docs" / "operations.md").read_text()
    assert [field.name for field in fields(Settings) if field.name != "home" and f"`{field.name}`" not in page] == []


def test_modules_that_the_architecture_names_are_there():
    named = re.findall(r"`((?:kb|ingest|api)(?:\.[a-z_]+)+)`", (CHECKOUT / "docs" / "architecture.md").read_text())
    places = [CHECKOUT.joinpath(*name.split(".")) for name in named]
    assert len(named) > 20
    assert [str(place) for place in places if not (place.is_dir() or place.with_suffix(".py").is_file())] == []


def test_what_is_said_to_be_found_on_held_out_sets_is_what_was_measured():
    columns = (1, 2, 3, 4, 8, 10)  # questions, found first, among 5, among 10, refused though there, quotes its place
    measured = [[row[at] for at in columns] for row in cells(CHECKOUT / "tests/quality/table.md", "Held out")]
    shares = [[row[0], *(f"{float(share) * 100:.1f} %" for share in row[1:])] for row in measured]
    said = [[*row[1:6], row[7]] for row in cells(CHECKOUT / "docs/figures.md", "Measured 2026-11-26, both voices")]
    assert sorted(said) == sorted(shares)


def test_what_taking_in_costs_beside_a_bare_loop_is_what_was_measured():
    measured = [row[3] for row in cells(CHECKOUT / "tests/bench/table.md", "## kits")]  # of CPU: others use the machine
    readme = (CHECKOUT / "README.md").read_text()
    assert f"{min(measured)} to {max(measured)} times the CPU of embedding the same passages" in readme
