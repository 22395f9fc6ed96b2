"""What a server that was killed had begun to write of an upload is gone once the next one runs."""

import subprocess
import sys

from running import running

import kb
from api.http.app import create_app
from kb.settings import Settings

WRITE = """
import sys, time
from pathlib import Path
from api.backend.uploads import save, uploads_folder

class Slow:
    def read(self, size):
        if self.read_once:
            print("half", flush=True)
            time.sleep(60)
        self.read_once = True
        return b"half a file" * 1000
    read_once = False

save(Slow(), uploads_folder(Path(sys.argv[1]), "default"), "lease.pdf")
"""


def test_half_an_upload_is_removed_when_the_home_is_served_again(tmp_path):
    settings = Settings(home=tmp_path / "home", embed="builtin", chat="builtin")
    kb.open(settings=settings).close()
    command = [sys.executable, "-c", WRITE, str(settings.home)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "half\n"
    process.kill()
    process.communicate()
    uploads = settings.home / "uploads"
    [left] = uploads.glob(".*.part")
    (uploads / ".mine.part").write_text("not of the server")
    with kb.open(settings=settings) as base, running(create_app(base)):
        assert not left.exists()
    assert [entry.name for entry in uploads.glob(".*")] == [".mine.part"]
