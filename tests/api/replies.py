"""What a server's replies say."""

from __future__ import annotations

import httpx


def id_of(served: httpx.Client, path: str) -> str:
    return next(row["id"] for row in served.get("/documents").json()["documents"] if row["path"] == path)


def code_of(reply: httpx.Response) -> str:
    return reply.json()["error"]["code"]
