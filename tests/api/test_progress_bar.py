import io
import re

from rich.console import Console
from rich.progress import BarColumn, TextColumn
from rich.text import Text

from api.cli.progress_bar import ProgressBar


def test_a_bar_leaves_room_for_the_control_c_that_a_terminal_writes_behind_it():
    screen = io.StringIO()
    console = Console(file=screen, width=40, force_terminal=True, markup=False)
    with ProgressBar(TextColumn("{task.fields[files]}"), BarColumn(bar_width=None), console=console) as bar:
        bar.add_task("", total=2, files="1/2 files")
    drawn = [Text.from_ansi(part).plain for part in re.split(r"[\r\n]", screen.getvalue())]
    assert {len(line) for line in drawn if "files" in line} == {37}
