"""Tables that stand side by side on a sheet."""

from drawing_sheet import read_sheet

MEMBERS = "| Name | Fee |\n| --- | --- |\n| Ada | 120 |\n| Bob | 60 |\n| Cem | 0 |"


def test_tables_of_different_length_are_apart(tmp_path):
    rows = [
        ("Name", "Fee", None, "Boat", "Berth"),
        ("Ada", 120, None, "Gull", "A3"),
        ("Bob", 60, None, "Tern", "B1"),
        ("Cem", 0),
    ]
    assert read_sheet(rows, tmp_path) == f"{MEMBERS}\n\n| Boat | Berth |\n| --- | --- |\n| Gull | A3 |\n| Tern | B1 |"


def test_each_has_its_own_caption(tmp_path):
    rows = [
        ("Members", None, None, "Boats"),
        ("Name", "Fee", None, "Boat", "Berth"),
        ("Ada", 120, None, "Gull", "A3"),
        ("Bob", 60, None, "Tern", "B1"),
        ("Cem", 0),
    ]
    boats = "Boats\n\n| Boat | Berth |\n| --- | --- |\n| Gull | A3 |\n| Tern | B1 |"
    assert read_sheet(rows, tmp_path) == f"Members\n\n{MEMBERS}\n\n{boats}"


def test_a_total_below_them_stands_under_the_header_of_its_columns(tmp_path):
    rows = [
        ("Name", "Fee", None, "Boat", "Berth"),
        ("Ada", 120, None, "Gull", "A3"),
        ("Bob", 60),
        (),
        ("Total", 180),
    ]
    assert read_sheet(rows, tmp_path).endswith("| Gull | A3 |\n\n| Name | Fee |\n| --- | --- |\n| Total | 180 |")


def test_tables_with_the_same_names_are_apart_though_they_are_of_one_length(tmp_path):
    rows = [("Day", "Sold", None, "Day", "Sold"), ("Monday", 5, None, "Tuesday", 7)]
    assert read_sheet(rows, tmp_path) == (
        "| Day | Sold |\n| --- | --- |\n| Monday | 5 |\n\n| Day | Sold |\n| --- | --- |\n| Tuesday | 7 |"
    )


def test_a_column_left_empty_in_one_table_parts_nothing(tmp_path):
    rows = [("Costs", "2024", None, "2025", "Change"), ("Rent", 900, None, 950, "+6%"), ("Power", 80)]
    assert read_sheet(rows, tmp_path).startswith("| Costs | 2024 |  | 2025 | Change |")
    rows = [
        ("Name", "Team", None, "Room", "Phone"),
        ("Ada", "Law", None, "2.11", "44"),
        ("Bob", "IT", None, "1.02", "45"),
    ]
    assert read_sheet(rows, tmp_path).startswith("| Name | Team |  | Room | Phone |")
