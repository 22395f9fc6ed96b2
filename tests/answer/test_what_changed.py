"""Without a chat model: what changed between two versions of a document, each statement beside the old one."""

import pytest

OFFER = (
    "# Offer 2026-117 to Dorn Joinery, version {version}\n\nVersion {version} of {date}.{replaces}\n\n## Scope\n\n"
    "The roof carries {modules} modules of 430 watts.\n\n## Prices\n\n| Item | Price EUR |\n| --- | --- |\n"
    "| Modules | {price} |\n| Mounting | 8640 |\n| Store | {store} |\n"
)
HOUSES = range(31, 51)
RULES = "# Hausordnung, Fassung {year}\n\nStand: 1. Mai {year}\n\n"
FILES = {
    "Offer 2026-117 Dorn Joinery v1.md": OFFER.format(
        version=1, date="9 July 2026", replaces="", modules=72, price=14760, store=9800
    ),
    "Offer 2026-117 Dorn Joinery v2.md": OFFER.format(
        version=2, date="4 September 2026", replaces=" It replaces version 1.", modules=84, price=17220, store=13900
    ),
    "Hausordnung 2023.md": RULES.format(year=2023)
    + "".join(f"Im Haus {at} ist nachts ab 22 Uhr Ruhe für {at} Personen.\n\n" for at in HOUSES),
    "Hausordnung 2025.md": RULES.format(year=2025)
    + "".join(f"Im Haus {at} ist nachts ab 21 Uhr Ruhe für {at} Personen.\n\n" for at in HOUSES),
}


@pytest.mark.parametrize(
    "question",
    [
        "What changed in version 2 of offer 2026-117 to Dorn Joinery?",
        "whats different between version 1 and version 2 of offer 2026-117 to Dorn Joinery",
    ],
)
def test_a_row_is_told_beside_the_old_row_of_the_same_thing(lines, question):
    told = lines(question)
    at = next(at for at, line in enumerate(told) if "Item: Store; Price EUR: 13900" in line)
    assert "Item: Store; Price EUR: 9800" in told[at + 1]
    assert not [line for line in told if "Mounting" in line]


def test_all_that_changed_is_told_or_how_much_more_there_is(lines):
    told = lines("Was hat sich in der Hausordnung Fassung 2025 geändert?")
    assert len(told) == 24
    assert "Im Haus 42 ist nachts ab 21 Uhr" in told[-2]
    assert "Im Haus 42 ist nachts ab 22 Uhr" in told[-1] and "(und 8 weitere)" in told[-1]
