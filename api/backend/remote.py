"""The commands over HTTP, to the server that owns the home."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

import httpx

from api import parse, serialize
from api.backend.protocol import NO_OPTIONS
from api.values import TOKEN_HEADER, IngestEvent, Removal
from ingest.events import Summary
from kb import types
from kb.doctor.check import Check
from kb.engines.http import watch_connection
from kb.errors import EngineBroken, Error
from kb.limits import is_out_of_files, too_many_files
from kb.store.receipts import SpaceReceipt
from kb.types import AskOptions

if TYPE_CHECKING:
    from kb.store.kept_answers import Kept

T = TypeVar("T")
# The server says something at least every ten seconds; a change may wait for half a minute before it is told.
PATIENCE = httpx.Timeout(60.0, connect=5.0)
THOROUGH = 3600.0  # seconds: a check of everything reads everything, and says nothing meanwhile
SLOW = ("/backup", "/restore", "/reindex")


class ServerGone(Error):
    code = "server_gone"


class RemoteBackend:
    """A Backend whose home is open in a server on this machine."""

    def __init__(self, url: str, token: str, space: str) -> None:
        self.url = url
        self.space = space
        # trust_env: a proxy of the environment has no business between two processes of one machine.
        # A connection of its own for each request: only new ones are announced to `watch_connection`.
        self._http = httpx.Client(
            base_url=url,
            headers={TOKEN_HEADER: token},
            timeout=PATIENCE,
            trust_env=False,
            verify=url.startswith("https:"),  # reading the machine's certificates takes 40 ms of CPU
            limits=httpx.Limits(max_keepalive_connections=0),
            event_hooks={"request": [_stoppable]},
        )

    def answers(self) -> bool:
        """Whether the server is there and is the one that gave the token. Raises TooManyFiles."""
        try:
            return self._http.get("/healthz", timeout=3.0).status_code == 200
        except httpx.HTTPError as error:
            if is_out_of_files(error):
                raise too_many_files() from error
            return False

    def close(self) -> None:
        self._http.close()

    def ask(self, question: str, options: AskOptions = NO_OPTIONS) -> Iterator[types.Event]:
        """The server does not take `manner` and what else only its own doors ask for."""
        turns = [{"role": message.role, "content": message.content} for message in options.history]
        body: dict[str, Any] = {"question": question, "history": turns, "space": self.space}
        body |= {name: getattr(options, name) for name in ("k", "role", "temperature", "explain", "scope")}
        return self._events("/ask", body, parse.answer_event, types.Answer)

    def search(
        self, question: str, *, k: int | None = None, mode: types.Mode = "hybrid", scope: str = ""
    ) -> list[types.Hit]:
        params = {"q": question, "mode": mode, "space": self.space, "scope": scope} | ({"k": k} if k else {})
        return [parse.hit(hit) for hit in self._call("GET", "/search", params)["hits"]]

    def ingest(
        self, paths: Sequence[Path], *, prune: bool | None = None, dry_run: bool = False, verify: bool = False
    ) -> Iterator[IngestEvent]:
        named = [str(path.absolute()) for path in paths]
        body = {"paths": named, "space": self.space, "prune": prune, "dry_run": dry_run, "verify": verify}
        return self._events("/ingest", body, parse.ingest_event, Summary)

    def documents(self) -> list[types.Document]:
        return [parse.document(document) for document in self._call("GET", "/documents")["documents"]]

    def document(self, id: str) -> types.Document:
        return parse.document(self._call("GET", f"/documents/{_part(id)}"))

    def page(self, id: str, number: int) -> types.Page:
        return parse.page(self._call("GET", f"/documents/{_part(id)}/pages/{number}"))

    def remove(self, id: str) -> Removal:
        return parse.removal(self._call("DELETE", f"/documents/{_part(id)}"))

    def kept_answers(self, *, rated: bool = False) -> list[Kept]:
        found = self._call("GET", "/answers", {"space": self.space, "rated": rated})["answers"]
        return [parse.kept_answer(answer) for answer in found]

    def rate(self, id: str, rating: int, correction: str | None = None) -> Kept:
        body = {"rating": rating, "correction": correction}
        return parse.kept_answer(self._call("POST", f"/answers/{_part(id)}/rating", body=body))

    def spaces(self) -> list[str]:
        found: list[str] = self._call("GET", "/spaces", {})["spaces"]
        return found

    def create_space(self, name: str) -> None:
        self._call("POST", "/spaces", {}, {"name": name})

    def remove_space(self, name: str) -> SpaceReceipt:
        return SpaceReceipt(**self._call("DELETE", f"/spaces/{_part(name)}", {}))

    def back_up(self, file: Path, *, force: bool = False) -> int:
        return int(self._call("POST", "/backup", {}, {"path": str(file.absolute()), "force": force})["bytes"])

    def restore(self, file: Path, *, force: bool = False) -> None:
        """What a ServedBackend does, asked of the server."""
        self._call("POST", "/restore", {}, {"path": str(file.absolute()), "force": force})

    def reindex(self, embed: str | None = None) -> int:
        return int(self._call("POST", "/reindex", body={"embed": embed})["embedded"])

    def checks(self, *, thorough: bool = False) -> list[Check]:
        with _translate_errors():
            reply = self._http.get("/readyz", params={"thorough": thorough}, timeout=THOROUGH)
            return [Check(**check) for check in reply.json()["checks"]]  # 503 is an answer here

    def _call(self, method: str, path: str, params: dict[str, Any] | None = None, body: object = None) -> Any:
        with _translate_errors():
            params = {"space": self.space} if params is None else params
            content = None if body is None else serialize.dumps(body).encode()
            headers = {"Accept": "application/json"}
            waiting = THOROUGH if path in SLOW else PATIENCE
            reply = self._http.request(method, path, params=params, headers=headers, content=content, timeout=waiting)
            return _check_reply(reply).json()

    def _events(
        self, path: str, body: dict[str, Any], read: Callable[[str, Any], T | None], last: type[object]
    ) -> Iterator[T]:
        content = serialize.dumps(body).encode()
        with _translate_errors(), self._http.stream("POST", path, content=content) as reply:
            if reply.status_code != 200:
                reply.read()
            for name, data in read_frames(_check_reply(reply).iter_lines()):
                if name == "error":
                    raise parse.error(data["error"])
                event = read(name, data)
                if event is not None:
                    yield event
                if isinstance(event, last):
                    return
        raise ServerGone("The server stopped before the end.", "Run the same command again.")


def _stoppable(request: httpx.Request) -> None:
    request.extensions["trace"] = watch_connection


def read_frames(lines: Iterator[str]) -> Iterator[tuple[str, Any]]:
    """Name and data of each event of a stream as our server writes it: one `event` and one `data` line each."""
    name = ""
    for line in lines:
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


@contextmanager
def _translate_errors() -> Iterator[None]:
    try:
        yield
    except httpx.HTTPError as error:
        if is_out_of_files(error):
            raise too_many_files() from error
        raise ServerGone(
            f"The server did not answer: {error}.", "Is `kb serve` still running? Run it again."
        ) from error


def _check_reply(reply: httpx.Response) -> httpx.Response:
    if reply.is_success:
        return reply
    try:
        raise parse.error(reply.json()["error"])
    except (ValueError, KeyError, TypeError) as error:
        raise EngineBroken(f"The server answered with status {reply.status_code}.") from error


def _part(id: str) -> str:
    return quote(id, safe="", errors="surrogateescape")
