"""Ollama's HTTP interface: requests as they are on the wire, answers as plain dicts, failures as ours."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Mapping, Sequence
from typing import Any

import httpx
import ollama

from kb.engines.http import LOAD_TIMEOUT, http_options
from kb.engines.locality import local_url
from kb.engines.ollama.address import host_url
from kb.engines.ollama.errors import translate_errors


class Client(ollama.Client):
    """The package's client, with the fields that its typed calls leave out (`truncate`, `remote_host`…)."""

    def __init__(
        self,
        host: str = "",
        *,
        allow_hosts: Sequence[str] = (),
        idle_timeout: float = 120.0,
        load_timeout: float = LOAD_TIMEOUT,
    ) -> None:
        self.url = local_url(host_url(host), allow_hosts)
        super().__init__(self.url, **http_options(self.url, idle_timeout, load_timeout))

    def ask(
        self, path: str, body: Mapping[str, Any] | None = None, *, method: str = "POST", timeout: float | None = None
    ) -> dict[str, Any]:
        """One request, one answer; `timeout` in seconds where waiting for a model is not the point."""
        with translate_errors(self.url, body):
            limit = httpx.USE_CLIENT_DEFAULT if timeout is None else timeout
            answer: dict[str, Any] = self._request(dict[str, Any], method, path, stream=False, json=body, timeout=limit)
            return answer

    def lines(self, path: str, body: Mapping[str, Any]) -> Generator[dict[str, Any], None, None]:
        """The answer line by line; closing the iterator hangs up, which stops the model."""
        with translate_errors(self.url, body), self._client.stream("POST", path, json=body) as response:
            if response.status_code != 200:
                raise ollama.ResponseError(response.read().decode(errors="replace"), response.status_code)
            for line in _split_lines(response):
                part = json.loads(line)
                if error := part.get("error"):
                    raise ollama.ResponseError(str(error))
                yield part


def _split_lines(response: httpx.Response) -> Iterator[bytes]:
    # Not httpx's iter_lines: it also splits at U+0085 and U+2028, which may stand inside a line of JSON.
    rest = b""
    for data in response.iter_raw():
        *lines, rest = (rest + data).split(b"\n")
        yield from filter(None, lines)
    if rest:
        yield rest
