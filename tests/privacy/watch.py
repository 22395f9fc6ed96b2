"""Commands run under strace, and what their system calls asked for: names looked up, connections, files written."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

NETWORK = "connect,sendto,sendmsg,sendmmsg"
WRITING = "open,openat,openat2,creat,mkdir,mkdirat,rename,renameat,renameat2,unlink,unlinkat,rmdir,link,linkat"
WRITING += ",symlink,symlinkat,truncate,mknod,mknodat"
# Each of these silences onnxruntime by itself, so that on a build server nothing would be seen.
BUILD_SERVERS = "CI GITHUB_ACTIONS GITLAB_CI TF_BUILD TRAVIS CIRCLECI CODEBUILD_BUILD_ID JENKINS_URL TEAMCITY_VERSION"
NOBODY = "http://192.0.2.1:9"  # a documentation address
NOBODY_HERE = "http://127.0.0.1:9"
# What would make one library or another connect, if it were read.
BAIT = {
    "OTEL_EXPORTER_OTLP_ENDPOINT": NOBODY,
    "OTEL_TRACES_EXPORTER": "otlp",
    "CHROMA_OTEL_COLLECTION_ENDPOINT": NOBODY,
    "CHROMA_OTEL_GRANULARITY": "all",
    "CHROMA_SERVER_HOST": "192.0.2.1",
    "LANGSMITH_TRACING": "true",
    "LANGSMITH_ENDPOINT": NOBODY,
    "LANGSMITH_API_KEY": "x",
    "OPENAI_BASE_URL": NOBODY,
    "OPENAI_API_KEY": "x",
}
ELSEWHERE = re.compile(r"sin6?_(?:port|addr)=(?!.*(?:\"127\.|\"::1\"|\"::ffff:127\.))|io\.systemd\.Resolve")
NAME_SERVER = re.compile(r"sin6?_port=htons\(53\)")
OPENED = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC")
PLACE = re.compile(r'(?:AT_FDCWD<(?P<cwd>[^>]*)>, |\d+<(?P<folder>[^>]*)>, )?"(?P<path>(?:[^"\\]|\\.)*)"')


class Watched:
    """A process under strace with a HOME, a temporary and a working folder of its own, each inside `folder`."""

    def __init__(self, strace: str, folder: Path, command: Sequence[str], proxy: str = NOBODY) -> None:
        self.folder = folder
        self.home, self.temporary, self.user = folder / "home", folder / "temporary", folder / "user"
        for each in (self.temporary, self.user, folder / "here"):
            each.mkdir(parents=True)
        self._trace = folder / "trace"
        under = (strace, "-f", "-y", "-qq", "--seccomp-bpf", "-e", f"trace={NETWORK},{WRITING}", "-o", str(self._trace))
        with (folder / "printed").open("w") as printed:
            self.process = subprocess.Popen(
                [*under, *command],
                env=self._environ(proxy),
                cwd=folder / "here",
                stdout=printed,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def __enter__(self) -> Watched:
        return self

    def __exit__(self, *error: object) -> None:
        """Tells the whole session to end: strace alone would let its processes go on."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(60)

    @property
    def printed(self) -> str:
        return (self.folder / "printed").read_text()

    def calls_elsewhere(self) -> list[str]:
        """Look-ups, and connections to or packets for other machines."""
        return [call for call in self.network_calls() if ELSEWHERE.search(call) or NAME_SERVER.search(call)]

    def network_calls(self) -> list[str]:
        return [call for call in self._calls() if call.partition("(")[0] in NETWORK.split(",")]

    def files_written(self) -> set[Path]:
        """What was made, opened for writing, renamed or removed: outside of the home and the temporary folder."""
        places = {place for call in self._calls() for place in _places(call)}
        # Python's own cache of compiled modules lies beside them; thread names and devices are no files.
        return {
            place
            for place in places
            if not place.is_relative_to(self.home)
            and not place.is_relative_to(self.temporary)
            and place.parent.name != "__pycache__"
            and place.parts[1] not in ("dev", "proc")
        }

    def files_read(self) -> set[Path]:
        """Files that were opened to be read only, wherever links lead; what libraries a process loads is among them."""
        found = (call for call in self._calls() if call.startswith("open") and not OPENED.search(call))
        return {Path(os.path.realpath(place["path"])) for call in found for place in PLACE.finditer(call)}

    def _calls(self) -> list[str]:
        lines = self._trace.read_text(errors="replace").splitlines()
        return [line.split(maxsplit=1)[1] for line in lines if " = -1 ENOENT" not in line and "resumed>" not in line]

    def _environ(self, proxy: str) -> Mapping[str, str]:
        silent = ("KB_", "ORT_", "XDG_", *BUILD_SERVERS.split())
        plain = {name: value for name, value in os.environ.items() if not name.startswith(silent)}
        proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"), proxy)
        return (
            plain
            | proxies
            | BAIT
            | {
                "HOME": str(self.user),
                "TMPDIR": str(self.temporary),
                "KB_HOME": str(self.home),
                "KB_EMBED": "builtin",
                "KB_CHAT": "builtin",
                "PYTHONPATH": str(Path(__file__).parents[2]),
                "PYTHONDONTWRITEBYTECODE": "1",  # what Python compiles is nothing that a library writes
            }
        )


def _places(call: str) -> list[Path]:
    name = call.partition("(")[0]
    if name in NETWORK.split(",") or (name in ("open", "openat", "openat2") and not OPENED.search(call)):
        return []
    found = [Path(place["cwd"] or place["folder"] or "/", place["path"]) for place in PLACE.finditer(call)]
    return [Path(os.path.normpath(place)) for place in found]
