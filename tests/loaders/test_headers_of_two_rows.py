"""Headers of two rows, the upper one with merged cells."""

from drawing_sheet import read_sheet

TOP = ("No.", "Thing", "Location", None, "Purchase", None, "Condition", "Depreciation")
LASER = ("A-1", "Laser", "Bremen", "2.04", "May", "1249", "good", "33 %")


def test_below_a_header_with_merged_cells_the_row_that_names_their_parts_is_a_header_too(tmp_path):
    parts = (None, None, "Site", "Room", "Month", "Price", None, "Rate")
    assert read_sheet([TOP, parts, LASER], tmp_path, merged=["C1:D1", "E1:F1"]).splitlines()[0] == (
        "| No. | Thing | Location Site | Location Room | Purchase Month | Purchase Price | Condition "
        "| Depreciation Rate |"
    )


def test_a_row_that_begins_with_its_own_name_is_none(tmp_path):
    saw = ("A-2", "Saw", "Hamburg", "attic", "June", "low", "good", "none")
    lines = read_sheet([TOP, saw, LASER], tmp_path, merged=["C1:D1", "E1:F1"]).splitlines()
    assert lines[2].startswith("| A-2 | Saw | Hamburg | attic |")


def test_a_row_that_goes_on_with_the_thing_above_is_none(tmp_path):
    more = (None, None, "Hamburg", None, "June", None, None, "none")
    lines = read_sheet([TOP, more, LASER], tmp_path, merged=["C1:D1", "E1:F1"]).splitlines()
    assert lines[2].startswith("|  |  | Hamburg |")
