from ingest.loaders.pdf.reading_order import Line, in_reading_order


def column(name: str, left: float, lines: int, top: float = 100, width: float = 300) -> list[Line]:
    places = [top + 16 * number for number in range(lines)]
    return [Line(left, y, left + width, y + 12, f"{name}{number}") for number, y in enumerate(places, 1)]


def test_two_columns_are_read_one_after_the_other():
    page = column("a", 50, 4) + column("b", 400, 4)
    assert in_reading_order(page[::-1]).split() == ["a1", "a2", "a3", "a4", "b1", "b2", "b3", "b4"]


def test_three_columns_are_too():
    page = column("a", 50, 3, width=200) + column("b", 300, 3, width=200) + column("c", 550, 3, width=200)
    assert in_reading_order(page).split() == ["a1", "a2", "a3", "b1", "b2", "b3", "c1", "c2", "c3"]


def test_a_line_across_both_columns_ends_what_is_above_it():
    page = column("a", 50, 3) + column("b", 400, 3) + column("c", 50, 3, 200) + column("d", 400, 3, 200)
    title = Line(50, 170, 700, 190, "title")
    assert in_reading_order([*page, title]).split() == [
        *("a1", "a2", "a3", "b1", "b2", "b3", "title", "c1", "c2", "c3", "d1", "d2", "d3")
    ]


def test_a_table_is_read_row_by_row():
    page = column("name", 50, 3, width=60) + column("price", 400, 3, width=40)
    assert in_reading_order(page) == "name1\tprice1\nname2\tprice2\nname3\tprice3"


def test_so_is_one_whose_cells_say_much():
    page = column("Every cell says one thing ", 50, 6) + column("And so does the one beside ", 400, 6)
    assert in_reading_order(page).startswith("Every cell says one thing 1\tAnd so does the one beside 1\nEvery")


def test_a_long_summary_may_stand_across_two_columns():
    summary = column("s", 50, 5, width=650)
    text = in_reading_order(summary + column("a", 50, 6, 220) + column("b", 400, 6, 220))
    assert text.split() == [f"{name}{n}" for name, count in (("s", 5), ("a", 6), ("b", 6)) for n in range(1, count + 1)]


def test_pieces_of_one_line_without_a_gap_are_parted_by_a_space():
    assert in_reading_order([Line(50, 0, 100, 12, "one"), Line(104, 0, 150, 12, "line")]) == "one line"


def test_paragraphs_stand_apart():
    assert in_reading_order(column("a", 50, 2) + column("b", 50, 2, 180)) == "a1\na2\n\nb1\nb2"


def test_nothing_is_nothing():
    assert in_reading_order([]) == ""
