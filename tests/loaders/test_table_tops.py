"""Where a sheet's header stands, and which rows below a blank one belong under it."""

from drawing_sheet import read_sheet


def test_labels_with_values_stand_over_a_header(tmp_path):
    rows = [
        (None, None, "Opening balance:", 120.5, "In"),
        (None, None, "Closing balance:", None, "Out"),
        ("No", "Day", "Text", "In", "Out", "Balance"),
        (1, "Mon", "Stamps", None, 8.7, None),
        (2, "Tue", "Fuel", None, 42.8, None),
    ]
    assert "\n\n| No | Day | Text | In | Out | Balance |\n| --- | --- | --- | --- | --- | --- |\n| 1 |" in read_sheet(
        rows, tmp_path
    )


def test_a_scale_over_some_columns_is_no_header(tmp_path):
    rows = [
        ("Risks", "1 to 10", "1 to 3"),
        ("Risk", "Likelihood", "Harm", "Score", "Effect", "Cure"),
        ("Power cut", 1, 3, 3, "lost work", "laptops"),
        ("Illness", 6, 2, 12, "delay", "deputy"),
    ]
    assert "\n\n| Risk | Likelihood | Harm | Score | Effect | Cure |\n" in read_sheet(rows, tmp_path)


def test_a_header_with_fewer_names_than_its_rows_have_words_stays_one(tmp_path):
    rows = [("Name", "Town"), ("Ada", "Ulm", "new"), ("Bob", "Jena", "old"), ("Cem", "Hof", 3)]
    assert read_sheet(rows, tmp_path).startswith("| Name | Town |  |\n| --- |")


def test_rows_of_other_columns_do_not_go_on_with_a_header(tmp_path):
    rows = [
        ("Kind", "Car", "Plate", "km"),
        ("Van", "Fiat", "MZ-1", 1300),
        ("Van", "MAN", "MZ-2", 4500),
        (),
        ("Cost of a van", None, 0.89),
        ("Cost of a car", None, 0.65),
        (),
        ("Total", None, None, 5800),
    ]
    text = read_sheet(rows, tmp_path)
    assert "|  |  |  |\n| --- | --- | --- |\n| Cost of a van |  | 0.89 |" in text
    assert "Total | " in text


def test_a_sum_below_a_blank_row_stands_under_the_header(tmp_path):
    rows = [("Name", "Hours", "Pay"), ("Ada", 10, 900), ("Bob", 14, 1120), (), ("Total", 24, 2020)]
    assert read_sheet(rows, tmp_path).endswith("| Name | Hours | Pay |\n| --- | --- | --- |\n| Total | 24 | 2020 |")


def test_data_with_notes_at_the_margin_goes_on_with_its_header(tmp_path):
    rows = [
        ("No", "Room", "Thing", "Number"),
        (1, "Office", None, None),
        (),
        (2, "Hall", "chair", 3),
        (3, "Hall", "desk", 1, None, "old"),
        (None, None, "lamp", 2),
    ]
    assert "| No | Room | Thing | Number |  |  |\n| --- | --- | --- | --- | --- | --- |\n| 2 | Hall | chair | 3 |" in (
        read_sheet(rows, tmp_path)
    )


def test_a_second_header_row_may_name_what_the_first_one_leaves_blank(tmp_path):
    rows = [
        (None, "Plan A", None, "Plan B", None),
        ("Criterion", "Points", "weighed", "Points", "weighed"),
        ("Cost", 5, 1, 9, 2),
        ("Sound", 7, 2, 8, 2),
    ]
    text = read_sheet(rows, tmp_path, merged=("B1:C1", "D1:E1"))
    assert text.startswith("| Criterion | Plan A Points | Plan A weighed | Plan B Points | Plan B weighed |\n")
