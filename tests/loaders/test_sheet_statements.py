"""What stands over and below a table on a sheet and names no column: who made it, in what unit, who signed it."""

from drawing_sheet import read_sheet

LEDGER = (("2025年第二季度采购台账",), ("编制单位：行政部", None, "单位：元"), ("序号", "品名", "单价", "金额"),
          (1, "复印纸", 19.5, 2340), (2, "硒鼓", 268, 1608), ("审批：林国栋", None, "经办：何小曼"))  # fmt: skip


def test_a_row_of_labels_with_their_values_is_no_header(tmp_path):
    read_so = (
        "2025年第二季度采购台账\n\n编制单位：行政部\n单位：元\n\n"
        "| 序号 | 品名 | 单价 | 金额 |\n| --- | --- | --- | --- |\n"
        "| 1 | 复印纸 | 19.5 | 2340 |\n| 2 | 硒鼓 | 268 | 1608 |\n\n审批：林国栋\n经办：何小曼"
    )
    assert read_sheet(LEDGER, tmp_path) == read_so
    assert read_sheet(LEDGER, tmp_path, merged=("A1:D1", "A2:B2", "C2:D2")) == read_so


def test_columns_that_are_named_after_times_keep_their_header(tmp_path):
    rows = (("8:00", "9:00"), ("Ada", "Bo", "Cy"), ("Di", "Ed", "Flo"))
    assert read_sheet(rows, tmp_path).startswith("| 8:00 | 9:00 |")


def test_a_form_of_labels_with_their_values_stays_whole(tmp_path):
    rows = (("Name: Ada", "Born: 1815"), ("Town: London", "Zip: 1"))
    assert read_sheet(rows, tmp_path).count("|") == 9 and "Name: Ada | Born: 1815" in read_sheet(rows, tmp_path)
